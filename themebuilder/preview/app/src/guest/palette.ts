/** A brand's colours as the CSS variables that Pexip's components read. */

/**
 * Names of the eleven shades, light to dark. The published style sheet reads `1000` for the last one,
 * quoted Webapp3 code says `950`: both are set, so that it is right either way.
 */
export const SHADES: readonly (readonly string[])[] = [
  ['50'],
  ['100'],
  ['200'],
  ['300'],
  ['400'],
  ['500'],
  ['600'],
  ['700'],
  ['800'],
  ['900'],
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

/** Put *variables* on *style* and take away those of an earlier brand. */
export const paint = (style: CSSStyleDeclaration, variables: ReadonlyMap<string, string>): void => {
  for (const name of [...SHADE_VARIABLES, BACKGROUND]) {
    const color = variables.get(name);
    if (color) style.setProperty(name, color);
    else style.removeProperty(name);
  }
};
