/** Keeps the place of everything that was scrolled, over a reload of the page. */

const SLOT = 'themebuilder-scroll';

export const saveScroll = (): void => {
  const places = [...document.querySelectorAll('*')].flatMap((element, index) =>
    element.scrollTop || element.scrollLeft ? [[index, element.scrollLeft, element.scrollTop]] : [],
  );
  sessionStorage.setItem(slot(), JSON.stringify(places));
};

/** Put back what was saved; call it when the page is drawn. */
export const restoreScroll = (): void => {
  const saved = sessionStorage.getItem(slot());
  if (!saved) return;
  sessionStorage.removeItem(slot());
  const elements = [...document.querySelectorAll('*')];
  for (const [index, left, top] of JSON.parse(saved) as [number, number, number][]) {
    elements[index]?.scrollTo(left, top);
  }
};

const slot = (): string => `${SLOT} ${window.location.pathname}${window.location.search}`;
