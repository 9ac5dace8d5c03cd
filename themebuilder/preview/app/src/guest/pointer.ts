/**
 * Makes the page believe in a finger or a mouse.
 *
 * A frame the size of a phone still has the designer's mouse; Pexip's components choose the phone's toolbar by
 * `(pointer: coarse)`, in style sheets and in script. Both are answered here.
 */

export const pretendPointer = (pointer: 'coarse' | 'fine'): void => {
  const real = window.matchMedia.bind(window);
  window.matchMedia = query => real(answerPointerQuery(query, pointer));
  for (const sheet of document.styleSheets) rewrite(sheet.cssRules, pointer);
};

/** *query* with every question about the pointer answerPointerQuery, in words that every browser agrees on. */
export const answerPointerQuery = (query: string, pointer: 'coarse' | 'fine'): string =>
  query.replace(/\(\s*(any-)?pointer\s*:\s*(coarse|fine)\s*\)/gu, (_, _any, asked: string) =>
    asked === pointer ? '(min-width: 0px)' : '(max-width: 0px)',
  );

const rewrite = (rules: CSSRuleList, pointer: 'coarse' | 'fine'): void => {
  for (const rule of rules) {
    if (rule instanceof CSSMediaRule) {
      rule.media.mediaText = answerPointerQuery(rule.media.mediaText, pointer);
      rewrite(rule.cssRules, pointer);
    }
  }
};
