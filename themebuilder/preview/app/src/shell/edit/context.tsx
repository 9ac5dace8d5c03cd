import {createContext, useContext} from 'react';

import type {ThemeDetail} from '../../contract';
import {useShell} from '../context';
import {explainBrand} from '../words';
import {parsePart, WORDS} from './parts';
import type {EditSession} from './session';
import {useEditState} from './useSession';
import {useEditWords} from './words';

/** What every part of editing needs: the theme that is edited, and the session with its draft. */
interface EditingContext {
  theme: ThemeDetail;
  session: EditSession;
}

const Context = createContext<EditingContext | null>(null);

export const EditingProvider = Context.Provider;

export const useEditing = () => {
  const editing = useContext(Context);
  if (!editing) throw new Error('A part of editing was drawn outside of it');
  return {...useShell(), ...editing, edit: useEditState(editing.session), te: useEditWords()};
};

const MOST_OF_TEXT = 60;

/** What people call a part; a text is called by its words and its key. */
export const usePartName = (): ((name: string) => string) => {
  const {theme, state, t, te, titleOf} = useEditing();
  return name => {
    const part = parsePart(name);
    if (!part) return name;
    if (part.kind === 'text') {
      const text = theme.texts[part.language]?.[part.key]?.text ?? '';
      const shown = text.length > MOST_OF_TEXT ? `${text.slice(0, MOST_OF_TEXT)}…` : text;
      return `${part.key} (${part.language})${shown && ': '}${shown}`;
    }
    if (part.kind === 'theme') return titleOf(part.name);
    if (part.kind === 'wording') return te('waiting');
    if (part.kind === 'words') {
      const field = WORDS.find(one => part.name.endsWith(`.${one}`)) ?? 'title';
      return `${te('waiting')} (${part.language}): ${te(`words.${field}`)}`;
    }
    if (part.kind !== 'setting') return explainBrand(state.uiLanguage, part.name).name;
    const setting = theme.settings.find(one => one.name === part.name);
    return setting ? t(setting.title) : part.name;
  };
};
