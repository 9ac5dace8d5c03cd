/** What the server is asked, and the answers that it put into the page for the start. */

/** The answer to *path* that came with the page, if any; once, as a later one may differ. */
const takeAnswer = (path: string): string | null => {
  const found = [...document.querySelectorAll<HTMLElement>('script[data-answers]')].find(
    one => one.dataset.answers === path,
  );
  found?.remove();
  return found?.textContent ?? null;
};

/** What *path* would give now, if it came with the page; once. */
export const takeJson = <Answer,>(path: string): Answer | null => {
  const answer = takeAnswer(path);
  return answer === null ? null : (JSON.parse(answer) as Answer);
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
  for (const one of document.querySelectorAll('script[data-answers]')) one.remove();
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
