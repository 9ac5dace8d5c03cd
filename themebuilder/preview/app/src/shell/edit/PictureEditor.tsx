import {LinkButton} from '../controls';
import {useEditing} from './context';
import {readFile, readFocus, writeFocus} from './crops';
import {DarkVersion} from './DarkVersion';
import {DrawnPicture} from './DrawnPicture';
import {FocusEditor} from './FocusEditor';
import {PictureDrop} from './PictureDrop';
import {parsePart} from './parts';
import {keptAddress} from './pictureUpload';
import {usePickedValue, type PartLevel} from './usePartLevel';

const CROPPED = ['background', 'card', 'screen'];

/** A picture of the brand: another file, and the point of it that must stay visible. */
const PictureEditor = (partLevel: PartLevel) => {
  const {theme, edit, te} = useEditing();
  const {detail} = partLevel;
  const part = parsePart(detail.part);
  const slot = part?.kind === 'picture' ? part.name : '';
  const {value, pick, scope, hasWider} = usePickedValue(partLevel);
  const file = readFile(value);
  // Until the server shows the theme with it, a new picture is only kept.
  const address =
    file === readFile(detail.value)
      ? `/api/themes/${encodeURIComponent(theme.name)}/pictures/${slot}?${String(edit.draft.seq)}`
      : keptAddress(file);
  const isCropped = file !== '' && !file.endsWith('.svg') && CROPPED.includes(slot);
  return (
    <section className="picture-editor">
      {isCropped && (
        <FocusEditor
          address={address}
          focus={readFocus(value)}
          onChange={focus => pick(writeFocus(value ?? file, focus))}
        />
      )}
      {file && !isCropped && (
        <figure>
          <p className="picture-sample"><img src={address} alt={te('picture.now')} /></p>
          <figcaption><code>{file.split('/').pop()}</code></figcaption>
        </figure>
      )}
      {value === null && <p className="quiet">{te(slot === 'logo' ? 'picture.noLogo' : 'picture.none')}</p>}
      {detail.picture && (
        <>
          <PictureDrop {...{slot, limits: detail.picture, file}} onUse={kept => pick(kept.file)} />
          <DrawnPicture limits={detail.picture} value={value} onChange={pick} />
        </>
      )}
      {isCropped && slot === 'background' && <DarkVersion {...partLevel} file={file} focus={readFocus(value)} />}
      {scope && scope.value !== null && hasWider && (
        <LinkButton onClick={() => pick(null)}>{te('useSharedPicture')}</LinkButton>
      )}
    </section>
  );
};

export default PictureEditor;
