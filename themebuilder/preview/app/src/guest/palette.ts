/** A brand's colours as the CSS variables that Pexip's components read. */

/**
 * Names of the eleven shades, light to dark. The published style sheet reads `1000` for the last one,
 * quoted Webapp3 code says `950`: both are set, so that it is right either way.
 */
export const SHADES: readonly (readonly string[])[] = [
  ...['50', '100', '200', '300', '400', '500', '600', '700', '800', '900'].map(name => [name]),
  ['950', '1000'],
];

export const BACKGROUND = '--color-brand-background';

export const SHADE_VARIABLES = SHADES.flat().map(shade => `--color-brand-${shade}`);

/** CSS variable -> colour. Shades the palette lacks are left out: the built-in colour stays. */
export const brandVariables = (
  palette: readonly string[],
  background: string,
): Map<string, string> => {
  const variables = new Map<string, string>();
  SHADES.forEach((names, index) => {
    const color = palette[index];
    if (color) for (const name of names) variables.set(`--color-brand-${name}`, color);
  });
  if (background) variables.set(BACKGROUND, background);
  return variables;
};

/** A colour that no palette has. */
const PROBE = '#010203';

/** What *work* answers while nothing on the page moves. Animations that are stopped begin again. */
export const standStill = <Answer,>(work: () => Answer, moves: readonly string[] = ['transition']): Answer => {
  const still = new CSSStyleSheet();
  const rules = moves.map(name => `${name}: none !important`);
  still.replaceSync(`*, *::before, *::after { ${rules.join('; ')} }`);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, still];
  try {
    return work();
  } finally {
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter(sheet => sheet !== still);
  }
};

/** What *work* answers while the *variables* have a colour that no palette has. Nothing of it is painted. */
export const probeColors = <Answer,>(variables: readonly string[], work: () => Answer): Answer => {
  const {style} = document.documentElement;
  const kept = new Map(variables.map(name => [name, style.getPropertyValue(name)]));
  for (const name of variables) style.setProperty(name, PROBE);
  try {
    return work();
  } finally {
    setColors(style, kept);
  }
};

/** Put *variables* on *style* and take away those of an earlier brand. */
export const paint = (style: CSSStyleDeclaration, variables: ReadonlyMap<string, string>): void => {
  setColors(style, new Map([...SHADE_VARIABLES, BACKGROUND].map(name => [name, variables.get(name)])));
};

const setColors = (style: CSSStyleDeclaration, colors: ReadonlyMap<string, string | undefined>): void => {
  for (const [name, color] of colors) {
    if (color) style.setProperty(name, color);
    else style.removeProperty(name);
  }
};
