/** The keys that are commands, in the shell and in guest pages. */

/** Key -> the word that says what it does. */
export const SHORTCUTS = {
  E: 'key.edit',
  Z: 'key.zoom',
  Escape: 'key.escape',
  F6: 'key.regions',
  'Ctrl+Z': 'undo',
  'Ctrl+Shift+Z': 'redo',
  'Ctrl+S': 'review',
} as const;
export type Command = (typeof SHORTCUTS)[keyof typeof SHORTCUTS];

export interface Key {
  key: string;
  /** Whether Ctrl or, on a Mac, Cmd is held. */
  ctrl: boolean;
  shift: boolean;
}

export const readKey = (event: {key: string; ctrlKey: boolean; metaKey: boolean; shiftKey: boolean}): Key => ({
  key: event.key,
  ctrl: event.ctrlKey || event.metaKey,
  shift: event.shiftKey,
});

/** The command of *key*; Shift reverses some, and leaves the others as they are. */
export const findCommand = ({key, ctrl, shift}: Key): Command | undefined => {
  const known: {[name: string]: Command | undefined} = SHORTCUTS;
  if (key.length > 1) return known[key];
  const letter = key.toUpperCase();
  if (ctrl) return (shift ? known[`Ctrl+Shift+${letter}`] : undefined) ?? known[`Ctrl+${letter}`];
  return key === letter ? undefined : known[letter];
};

/** Whether *command* is a letter that is pressed alone. */
export const isSingleKey = (command: Command): command is 'key.edit' | 'key.zoom' =>
  command === 'key.edit' || command === 'key.zoom';
