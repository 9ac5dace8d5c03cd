/** Whether a letter alone is a command; kept in this browser. */

const NAME = 'themebuilder.single-keys';

export const readSingleKeys = (): boolean => {
  try {
    return window.localStorage.getItem(NAME) !== 'off';
  } catch {
    return true;
  }
};

export const writeSingleKeys = (isOn: boolean): void => {
  try {
    window.localStorage.setItem(NAME, isOn ? 'on' : 'off');
  } catch {
    // A browser that keeps nothing keeps them on.
  }
};
