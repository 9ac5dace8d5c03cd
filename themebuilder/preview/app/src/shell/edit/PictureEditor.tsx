import type {ThemeDetail} from '../../contract';
import type {PartDetail, ScopeLevel} from '../../editContract';
import type {State} from '../state';
import type {Translate} from '../words';
import {readFile, readFocus, writeFocus} from './crops';
import {DarkVersion} from './DarkVersion';
import {DrawnPicture} from './DrawnPicture';
import {FocusEditor} from './FocusEditor';
import {PictureDrop} from './PictureDrop';
import {findScope, findStart, parsePart} from './parts';
import {keptAddress} from './pictureUpload';
import type {EditSession} from './session';
import {hasWider} from './TextField';
import {usePick} from './usePick';
import type {TranslateEdit} from './words';

const CROPPED = ['background', 'card', 'screen'];

interface Props {
  theme: ThemeDetail;
  detail: PartDetail;
  level: ScopeLevel;
  session: EditSession;
  seq: number;
  t: Translate;
  te: TranslateEdit;
  set: (change: Partial<State>) => void;
}

/** A picture of the brand: another file, and the point of it that must stay visible. */
const PictureEditor = ({theme, detail, level, session, seq, t, te, set}: Props) => {
  const slot = parsePart(detail.part)?.kind === 'picture' ? detail.part.replace('picture:', '') : '';
  const {value, pick} = usePick({theme, detail, level, session}, findStart(detail, level));
  const file = readFile(value);
  const scope = findScope(detail, level);
  // Until the server shows the theme with it, a new picture is only kept.
  const address =
    file === readFile(detail.value)
      ? `/api/themes/${encodeURIComponent(theme.name)}/pictures/${slot}?${String(seq)}`
      : keptAddress(file);
  const isCropped = file !== '' && !file.endsWith('.svg') && CROPPED.includes(slot);
  return (
    <section className="picture-editor">
      {isCropped && (
        <FocusEditor
          address={address}
          focus={readFocus(value)}
          te={te}
          onChange={focus => pick(writeFocus(value ?? file, focus))}
        />
      )}
      {file && !isCropped && (
        <figure>
          <p className="picture-sample">
            <img src={address} alt={te('picture.now')} />
          </p>
          <figcaption>
            <code>{file.split('/').pop()}</code>
          </figcaption>
        </figure>
      )}
      {value === null && <p className="quiet">{te(slot === 'logo' ? 'picture.noLogo' : 'picture.none')}</p>}
      {detail.picture && (
        <PictureDrop
          {...{slot, limits: detail.picture, theme: theme.name, file, t, te}}
          onUse={kept => pick(kept.file)}
        />
      )}
      {detail.picture && <DrawnPicture {...{limits: detail.picture, value, te}} onChange={pick} />}
      {isCropped && slot === 'background' && (
        <DarkVersion {...{theme, level, focus: readFocus(value), session, t, te, set}} />
      )}
      {scope && scope.value !== null && hasWider(detail, level) && (
        <button type="button" className="link" onClick={() => pick(null)}>
          {te('useSharedPicture')}
        </button>
      )}
    </section>
  );
};

export default PictureEditor;
