import './edit.css';

import {useEffect, useRef, useState} from 'react';

import type {ThemeDetail} from '../../contract';
import type {TextOrigin} from '../../messages';
import {useShell} from '../context';
import {onGuestMessage} from '../frames';
import {useKeys} from '../useKeys';
import {ChangesBar} from './ChangesBar';
import {Conflicts} from './Conflicts';
import {EditingProvider} from './context';
import type {Findings} from './findings';
import {Notices} from './Notices';
import {PartEditor} from './PartEditor';
import {PartList} from './PartList';
import {chooseKey, explainFixed, textPart, WORDING_PART} from './parts';
import {Review} from './Review';
import type {EditSession} from './session';
import {useFocusNearby} from './useFocusNearby';
import {useEditState} from './useSession';
import {useEditWords} from './words';

interface Props {
  session: EditSession;
  detail: ThemeDetail;
  /** Texts on the screen in reading order. */
  texts: readonly TextOrigin[];
  findings: Findings;
}

/** What can be changed on the screen, the part that is being changed, and the changes so far. */
const Editor = ({session, detail, texts, findings}: Props) => {
  const {state, language, t, set} = useShell();
  const te = useEditWords();
  const {draft, unsent, isLost, isBlocked} = useEditState(session);
  const [isReviewing, setReviewing] = useState(false);
  const isEmpty = draft.edits.length + unsent.length === 0;
  useGuard(unsent.length > 0 && (isLost || isBlocked));
  /** What was clicked on the stage and can't be edited. */
  const [fixed, setFixed] = useState<TextOrigin | null>(null);
  const [clicks, setClicks] = useState({part: '', count: 0});
  /** What was asked to be written anew. */
  const [written, setWritten] = useState({part: '', count: 0});
  const element = useRef<HTMLElement>(null);
  const body = useRef<HTMLDivElement>(null);
  useFocusNearby(body);
  const choose = (part: string): void => {
    setFixed(null);
    set({part});
  };
  const write = (part: string): void => {
    choose(part);
    setWritten(({count}) => ({part, count: count + 1}));
  };
  const leave = (): void => {
    if (state.part) {
      const left = `[data-part="${CSS.escape(state.part)}"]`;
      set({part: ''});
      requestAnimationFrame(() => {
        (element.current?.querySelector<HTMLElement>(left) ?? element.current)?.focus();
      });
    } else {
      set({edit: ''});
    }
  };
  const opener = useRef<HTMLButtonElement>(null);
  const review = (): void => {
    // Leaving its field keeps what is being written.
    if (session.read().writing) opener.current?.focus();
    const now = session.read();
    // An edit that is still on its way opens the dialog when it arrives.
    setReviewing(now.draft.edits.length + now.unsent.length > 0);
  };
  // One that was refused must not open it with a later one.
  useEffect(() => {
    if (isEmpty) setReviewing(false);
  }, [isEmpty]);
  const {view} = detail;
  useKeys({
    'key.regions': ({shift}) => focusNext(shift),
    'key.escape': leave,
    undo: () => void session.undo(),
    redo: () => void session.redo(),
    review,
  });

  useEffect(
    () =>
      onGuestMessage((message, from) => {
        if (from !== view) return;
        if (message.kind === 'found') {
          const key = chooseKey(message.found.keys);
          // The meeting's screens that show the waiting words.
          const isWaiting = !key && message.found.service.endsWith('waiting_for_host');
          const part = key ? textPart(language, key) : isWaiting ? WORDING_PART : '';
          setFixed(part ? null : message.found);
          setClicks(({count}) => ({part, count: count + 1}));
          set({part});
        } else if (message.kind === 'surface') {
          setFixed(null);
          set({part: message.part});
        }
      }),
    [view, language, set],
  );

  return (
    <EditingProvider value={{session, theme: detail}}>
      <aside className="panel editor" aria-label={t('edit')} tabIndex={-1} ref={element}>
        <div className="panel-body" tabIndex={-1} ref={body}>
          <Notices />
          <Conflicts write={write} />
          {state.part ? (
            <PartEditor
              key={`${detail.name} ${state.part}`}
              {...{findings, texts, leave}}
              clicks={clicks.part === state.part ? clicks.count : 0}
              writes={written.part === state.part ? written.count : 0}
            />
          ) : (
            <>
              {fixed && (
                <div className="notice" role="status">
                  <p lang={language}>“{fixed.text}”</p>
                  <p>{te(explainFixed(fixed))}</p>
                </div>
              )}
              <PartList {...{findings, texts, choose}} />
            </>
          )}
        </div>
        <ChangesBar {...{findings, opener, review}} />
        {isReviewing && draft.edits.length > 0 && <Review onClose={() => setReviewing(false)} />}
      </aside>
    </EditingProvider>
  );
};

export default Editor;

/** Stage, what is edited, changes: what F6 goes through. */
const focusNext = (isBack: boolean): void => {
  const regions = ['#stage', '.editor .panel-body', '.changes']
    .map(one => document.querySelector<HTMLElement>(one))
    .filter(one => one !== null);
  const at = regions.findIndex(one => one.contains(document.activeElement));
  regions.at((at + (isBack ? -1 : 1)) % regions.length)?.focus();
};

/** Ask before the page is left while *hasUnsent* edits are nowhere but in it. */
const useGuard = (hasUnsent: boolean): void => {
  useEffect(() => {
    if (!hasUnsent) return;
    const ask = (event: BeforeUnloadEvent): void => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [hasUnsent]);
};
