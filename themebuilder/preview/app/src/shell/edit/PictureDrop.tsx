import {useRef, useState} from 'react';
import {Button as AriaButton, DropZone, FileTrigger, isFileDropItem, Text} from 'react-aria-components';

import type {KeptPicture, PictureLimits} from '../../editContract';
import {Button, Prose} from '../controls';
import type {Translate} from '../words';
import {useEditing} from './context';
import {ACCEPTED, explainRefusal, keptAddress, refuseFile, sendPicture} from './pictureUpload';
import {useFiles} from './useFiles';
import type {EditWord, TranslateEdit} from './words';

type Step =
  | {is: 'sending'; share: number}
  | {is: 'refused'; why: string}
  /** Something was left out of it that somebody drew. */
  | {is: 'asking'; kept: KeptPicture}
  | {is: 'used'; kept: KeptPicture; isSame: boolean};

/** Called once for an element: scrolling at each drawing would move a button away from under the pointer. */
const scrollIntoSight = (element: HTMLElement | null): void => element?.scrollIntoView({block: 'nearest'});

/** Where a picture for *slot* is dropped, chosen or pasted; it says what becomes of it. */
export const PictureDrop = ({
  slot, limits, file, onUse,
}: {
  slot: string;
  limits: PictureLimits;
  /** The file that the theme has now. */
  file: string;
  onUse: (kept: KeptPicture) => void;
}) => {
  const {theme, t, te} = useEditing();
  const [step, setStep] = useState<Step | null>(null);
  const choose = useRef<HTMLButtonElement>(null);
  const newest = useRef<File>(null);
  const use = (kept: KeptPicture): void => {
    const isSame = kept.file === file;
    setStep({is: 'used', kept, isSame});
    if (!isSame) onUse(kept);
  };
  const take = (given: File | undefined): void => {
    if (!given) return;
    newest.current = given;
    const fault = refuseFile(given, limits.svg_bytes > 0);
    if (fault) {
      setStep({is: 'refused', why: te(fault)});
      return;
    }
    setStep({is: 'sending', share: 0});
    // A later file counts, also where its answer comes first.
    const isNewest = (): boolean => newest.current === given;
    sendPicture(given, slot, theme.name, share => {
      if (isNewest()) setStep({is: 'sending', share});
    }).then(
      kept => {
        if (!isNewest()) return;
        if (kept.kind === 'SVG' && kept.removed.length > 0) setStep({is: 'asking', kept});
        else use(kept);
      },
      (error: unknown) => {
        if (isNewest()) setStep({is: 'refused', why: explainRefusal(error, t, te)});
      },
    );
  };
  useFiles(take);
  const answer = (kept: KeptPicture | null): void => {
    if (kept) use(kept);
    else setStep(null);
    // The buttons go.
    choose.current?.focus();
  };

  return (
    <div className="picture-drop">
      <DropZone
        className="drop-zone"
        aria-label={te('picture')}
        getDropOperation={() => 'copy'}
        onDrop={({items}) => {
          const dropped = items.find(isFileDropItem);
          void dropped?.getFile().then(take);
        }}
      >
        <Text slot="label">{te('picture.drop')}</Text>
        <FileTrigger acceptedFileTypes={ACCEPTED.filter(type => limits.svg_bytes > 0 || !type.includes('svg'))} onSelect={files => take(files?.[0])}>
          <AriaButton className="button" ref={choose}>{te('picture.choose')}</AriaButton>
        </FileTrigger>
        <small className="quiet">{te(limits.svg_bytes ? 'picture.limits' : 'picture.limitsPhoto', {
            width: limits.least[0],
            height: limits.least[1],
            svg: formatBytes(limits.svg_bytes, te),
          })}</small>
      </DropZone>
      <div role="status">
        {step?.is === 'sending' && (
          <p>
            {step.share < 1
              ? te('picture.sending', {percent: Math.round(step.share * 100)})
              : te('picture.checking')}
          </p>
        )}
        {step?.is === 'refused' && (
          <p className="notice error"><Prose text={`${te('picture.refused')} ${step.why}`} /></p>
        )}
        {step?.is === 'used' && step.kept.file === file && <Steps {...step} />}
      </div>
      {step?.is === 'asking' && (
        <section
          className="notice warning"
          aria-label={te('picture.cleaned')}
          ref={scrollIntoSight}
        >
          <p role="alert">{te('picture.removed', {things: listThings(step.kept, t)})}</p>
          <p className="picture-sample">
            <img src={keptAddress(step.kept.file)} alt={te('picture.cleaned')} />
          </p>
          <p className="answers">
            <Button className="button primary" onClick={() => answer(step.kept)}>{te('picture.use')}</Button>
            <Button onClick={() => answer(null)}>{te('picture.cancel')}</Button>
          </p>
        </section>
      )}
    </div>
  );
};

/** What became of a picture, from what came to what guests get. */
const Steps = ({kept, isSame}: {kept: KeptPicture; isSame: boolean}) => {
  const {t, te} = useEditing();
  const describe = (word: EditWord, bytes: number, [width, height]: readonly [number, number]): string =>
    te(width ? word : `${word}Svg` as EditWord, {size: formatBytes(bytes, te), width, height});
  return (
    <ol className="picture-steps">
      <li>{describe('picture.came', kept.came_bytes, kept.came)}</li>
      <li>
        {kept.removed.length > 0
          ? te('picture.removedHere', {things: listThings(kept, t)})
          : te('picture.clean')}
      </li>
      {kept.came[0] !== kept.kept[0] && <li>{describe('picture.kept', kept.bytes, kept.kept)}</li>}
      <li>{describe('picture.fitted', kept.fitted_bytes, kept.fitted)}</li>
      {isSame && <li><strong>{te('picture.same')}</strong></li>}
    </ol>
  );
};

const listThings = ({removed}: KeptPicture, t: Translate): string => removed.map(one => t(one)).join(', ');

const formatBytes = (bytes: number, te: TranslateEdit): string =>
  bytes < 1_000_000
    ? te('kB', {size: Math.max(1, Math.round(bytes / 1000))})
    : te('MB', {size: (bytes / 1_000_000).toLocaleString(te('locale'), {maximumFractionDigits: 1})});
