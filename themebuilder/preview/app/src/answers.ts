/** What the server is asked, and the answers that it put into the page for the start. */

/** The answers that came with the page. */
const listAnswers = () => [...document.querySelectorAll<HTMLElement>('script[data-answers]')];

/** What *path* would give now, if it came with the page; once, as a later answer may differ. */
export const takeJson = <Answer,>(path: string): Answer | null => {
  const found = listAnswers().find(one => one.dataset.answers === path);
  found?.remove();
  return found ? (JSON.parse(found.textContent ?? '') as Answer) : null;
};

/** Let the answers that come with the page at *address* hold in this one. */
export const loadAnswers = async (address: string): Promise<void> => {
  const response = await fetch(address, {cache: 'no-store'});
  const page = new DOMParser().parseFromString(await response.text(), 'text/html');
  dropAnswers();
  document.body.append(...page.querySelectorAll('script[data-answers]'));
};

/** From here on everything is asked anew. */
export const dropAnswers = (): void => {
  for (const one of listAnswers()) one.remove();
};

/** The JSON at *address*; throws what a designer may read. */
export const fetchJson = async <Answer,>(address: string): Promise<Answer> => {
  const path = decodeURI(new URL(address, document.baseURI).pathname);
  const given = takeJson<Answer>(path);
  if (given !== null) return given;
  const response = await fetch(address, {cache: 'no-store'});
  if (!response.ok) throw new Error(`${path}: ${String(response.status)}`);
  return (await response.json()) as Answer;
};
