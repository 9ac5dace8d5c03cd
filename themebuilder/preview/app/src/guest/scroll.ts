/** Keeps the place of everything that was scrolled, over a reload of the page. */

const SLOT = 'themebuilder-scroll';
const PATIENCE_MS = 2000;

/** An element by its way down from the body, and how far it was scrolled. */
interface Place {
  way: number[];
  left: number;
  top: number;
}

export const saveScroll = (): void => {
  const places = [...document.body.querySelectorAll('*')]
    .filter(element => element.scrollTop || element.scrollLeft)
    .map(
      (element): Place => ({way: wayTo(element), left: element.scrollLeft, top: element.scrollTop}),
    );
  sessionStorage.setItem(slot(), JSON.stringify(places));
};

/** Put back what was saved, as soon as the page is tall enough for it. */
export const restoreScroll = (): void => {
  const [visit] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
  // Other pages don't wait for the browser's storage.
  if (visit?.type !== 'reload') return;
  const saved = sessionStorage.getItem(slot());
  if (!saved) return;
  sessionStorage.removeItem(slot());
  const deadline = performance.now() + PATIENCE_MS;
  let left = JSON.parse(saved) as Place[];
  const attempt = (): void => {
    left = left.filter(place => !putBack(place));
    if (left.length > 0 && performance.now() < deadline) requestAnimationFrame(attempt);
  };
  attempt();
};

const putBack = ({way, left, top}: Place): boolean => {
  const element = way.reduce<Element | undefined>(
    (parent, index) => parent?.children[index],
    document.body,
  );
  element?.scrollTo({left, top, behavior: 'instant'});
  return element !== undefined && Math.abs(element.scrollTop - top) < 1;
};

const wayTo = (element: Element): number[] => {
  const way: number[] = [];
  for (let at = element; at !== document.body && at.parentElement; at = at.parentElement) {
    way.unshift([...at.parentElement.children].indexOf(at));
  }
  return way;
};

const slot = (): string => `${SLOT} ${window.location.pathname}${window.location.search}`;
