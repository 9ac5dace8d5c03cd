import './edit.css';

import {useEffect, useMemo, useRef, useState} from 'react';

import type {ThemeDetail} from '../../contract';
import type {Conflict, Edit} from '../../editContract';
import type {TextOrigin} from '../../messages';
import {onGuestMessage} from '../frames';
import type {State} from '../state';
import type {Translate} from '../words';
import {ChangesBar} from './ChangesBar';
import {Conflicts} from './Conflicts';
import type {Findings} from './findings';
import {Notices} from './Notices';
import {PartEditor} from './PartEditor';
import {PartList} from './PartList';
import {namePart} from './partName';
import {chooseKey, explainFixed, pageOf, parsePart, textPart, WORDING_PART} from './parts';
import {Review} from './Review';
import type {EditSession} from './session';
import {useGuard} from './useLeave';
import {useEditState} from './useSession';
import {useKeys} from './useKeys';
import {translateEdit} from './words';

export interface EditorProps {
  session: EditSession;
  detail: ThemeDetail;
  state: State;
  language: string;
  /** Texts on the screen in reading order. */
  texts: readonly TextOrigin[];
  findings: Findings;
  /** What people call the theme of that name. */
  titleOf: (theme: string) => string;
  t: Translate;
  set: (change: Partial<State>) => void;
}

/** What can be changed on the screen, the part that is being changed, and the changes so far. */
const Editor = (props: EditorProps) => {
  const {session, detail, state, language, texts, findings, t, set} = props;
  const edit = useEditState(session);
  const te = useMemo(() => translateEdit(state.uiLanguage), [state.uiLanguage]);
  const [isReviewing, setReviewing] = useState(false);
  useGuard(edit.unsent.length > 0 && (edit.isLost || edit.isBlocked));
  /** What was clicked on the stage and can't be edited. */
  const [fixed, setFixed] = useState<TextOrigin | null>(null);
  const [clicks, setClicks] = useState({part: '', count: 0});
  const element = useRef<HTMLElement>(null);
  const choose = (part: string): void => {
    setFixed(null);
    set({part});
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
  const {view} = detail;
  const press = useKeys({
    leave,
    undo: () => void session.undo(),
    redo: () => void session.redo(),
    // An edit that is still on its way opens the dialog when it arrives.
    review: () => setReviewing(edit.draft.edits.length + edit.unsent.length > 0),
  });

  useEffect(
    () =>
      onGuestMessage((message, from) => {
        if (from !== view) return;
        if (message.kind === 'found') {
          const key = chooseKey(message.found.keys);
          const isWaiting = !key && showsWaiting(message.found.service);
          const part = key ? textPart(language, key) : isWaiting ? WORDING_PART : '';
          setFixed(part ? null : message.found);
          setClicks(({count}) => ({part, count: count + 1}));
          set({part});
        } else if (message.kind === 'surface') {
          setFixed(null);
          set({part: message.part});
        } else if (message.kind === 'key') {
          press(message);
        }
      }),
    [view, language, set, press],
  );

  const nameOf = (name: string): string => {
    const part = parsePart(name);
    if (part && part.kind !== 'text') {
      return namePart(part, detail, {uiLanguage: state.uiLanguage, t, te});
    }
    return part ? `${part.key} (${part.language})` : name;
  };
  const nameEdit = ({part, value}: Edit): string => {
    const name = part.replace(/^theme:/u, '');
    if (name === part) return nameOf(part);
    return te(value === null ? 'theme.removed' : 'theme.created', {name});
  };
  const conflicts = [
    ...edit.draft.conflicts,
    ...edit.disputed.filter(
      one => !edit.draft.conflicts.some(({file, part}) => file === one.file && part === one.part),
    ),
  ];
  const answer = (conflict: Conflict, which: 'mine' | 'theirs'): void =>
    void session.settle(conflict, which);

  return (
    <aside className="panel editor" aria-label={t('edit')} tabIndex={-1} ref={element}>
      <div className="panel-body" tabIndex={-1}>
        <Notices {...{session, edit, t, te}} />
        <Conflicts
          conflicts={conflicts}
          nameOf={nameOf}
          te={te}
          onAnswer={answer}
          onWrite={conflict => {
            answer(conflict, 'mine');
            choose(pageOf(conflict.part));
          }}
        />
        {state.part ? (
          <PartEditor
            key={`${detail.name} ${state.part}`}
            {...props}
            clicks={clicks.part === state.part ? clicks.count : 0}
            edit={edit}
            te={te}
            leave={leave}
          />
        ) : (
          <>
            {fixed && (
              <div className="notice" role="status">
                <p lang={language}>“{fixed.text}”</p>
                <p>{te(explainFixed(fixed))}</p>
              </div>
            )}
            <PartList {...{detail, findings, texts, state, language, t, te}} choose={choose} />
          </>
        )}
      </div>
      <ChangesBar {...{session, edit, findings, t, te}} review={() => setReviewing(true)} />
      {isReviewing && edit.draft.edits.length > 0 && (
        <Review
          session={session}
          state={edit}
          nameOf={nameEdit}
          te={te}
          onClose={() => setReviewing(false)}
        />
      )}
    </aside>
  );
};

/** Whether the meeting's screen *service* shows the waiting words. */
const showsWaiting = (service: string): boolean => service.endsWith('waiting_for_host');

export default Editor;
