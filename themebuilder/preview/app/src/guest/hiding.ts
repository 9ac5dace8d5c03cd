/**
 * `hiddenFunctionality`: parts of the page that a brand takes away, named by their test id.
 *
 * What the preview draws itself is not drawn. What sits inside one of Pexip's components cannot be left out from
 * here, so it is taken off the screen, out of the tab order and out of the accessibility tree.
 */
export const hidingStyle = (hidden: ReadonlySet<string>): string =>
  [...hidden].map(id => `[data-testid="${quote(id)}"] { display: none !important; }`).join('\n');

/** *id* for use between double quotes in CSS. */
const quote = (id: string): string =>
  id.replace(/["\\]/gu, character => `\\${character}`).replace(/[\n\r\f<]/gu, '');
