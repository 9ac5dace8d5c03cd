/**
 * Makes the page believe in a finger or a mouse.
 *
 * A frame the size of a phone still has the designer's mouse; Pexip's components choose the phone's toolbar by
 * `(pointer: coarse)`, in style sheets and in script. Both are answered here.
 */

const QUESTIONS = ['pointer', 'any-pointer'].flatMap(what => [`(${what}: coarse)`, `(${what}: fine)`]);

export const pretendPointer = (pointer: 'coarse' | 'fine'): void => {
  const real = window.matchMedia.bind(window);
  const isReal = QUESTIONS.every(query => real(query).matches === real(answerPointerQuery(query, pointer)).matches);
  window.matchMedia = query => real(answerPointerQuery(query, pointer));
  // Style sheets as they are loaded are shared by all pages.
  if (!isReal) for (const sheet of document.styleSheets) rewrite(sheet.cssRules, pointer);
};

/** *query* with every question about the pointer answerPointerQuery, in words that every browser agrees on. */
export const answerPointerQuery = (query: string, pointer: 'coarse' | 'fine'): string =>
  query.replace(/\(\s*(any-)?pointer\s*:\s*(coarse|fine)\s*\)/gu, (_, _any, asked: string) =>
    asked === pointer ? '(min-width: 0px)' : '(max-width: 0px)',
  );

const rewrite = (rules: CSSRuleList, pointer: 'coarse' | 'fine'): void => {
  for (const rule of rules) {
    if (rule instanceof CSSMediaRule) {
      const {mediaText} = rule.media;
      const answered = answerPointerQuery(mediaText, pointer);
      if (answered !== mediaText) rule.media.mediaText = answered;
      rewrite(rule.cssRules, pointer);
    }
  }
};
