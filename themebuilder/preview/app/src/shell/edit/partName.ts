import type {ThemeDetail} from '../../contract';
import {explainBrand} from '../explain';
import type {Translate, UiLanguage} from '../words';
import {WORDS, type Part} from './parts';
import type {TranslateEdit} from './words';

interface Words {
  uiLanguage: UiLanguage;
  t: Translate;
  te: TranslateEdit;
}

/** What people call a part that is no text. */
export const namePart = (
  part: Exclude<Part, {kind: 'text'}>,
  detail: ThemeDetail,
  {uiLanguage, t, te}: Words,
): string => {
  if (part.kind === 'wording') return te('waiting');
  if (part.kind === 'words') {
    const field = WORDS.find(one => part.name.endsWith(`.${one}`)) ?? 'title';
    return `${te('waiting')} (${part.language}): ${te(`words.${field}`)}`;
  }
  const setting = detail.settings.find(one => one.name === part.name);
  if (part.kind === 'setting') return setting ? t(setting.title) : part.name;
  return explainBrand(uiLanguage, part.name).name;
};
