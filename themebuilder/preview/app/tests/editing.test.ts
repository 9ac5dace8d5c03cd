import {afterEach, beforeEach, describe, expect, it, vi} from 'vitest';

import type {ThemeDetail} from '../src/contract';
import type {Draft, NewEdit, PartDetail} from '../src/editContract';
import {describeChanges} from '../src/shell/edit/changes';
import {collectFindings} from '../src/shell/edit/findings';
import {listMarks} from '../src/shell/edit/marks';
import {describePaint, recolor} from '../src/shell/edit/painting';
import {
  cleanTyped,
  countLetters,
  findLost,
  insertAt,
  listTexts,
  parsePart,
  selectPart,
  splitMarked,
  findStart,
} from '../src/shell/edit/parts';
import {EditSession, isOfWindow} from '../src/shell/edit/session';
import {translateEdit} from '../src/shell/edit/words';
import {readState, START, writeState} from '../src/shell/state';

const EMPTY: Draft = {
  seq: 3, edits: [], conflicts: [], moved: [], parked: [], undo: '', redo: '',
};
const LEAVE: NewEdit = {theme: 'ward', part: 'text:da:meeting.leave', scope: 'theme', value: 'Gå'};
const KEPT = {...LEAVE, id: 7, file: 'themes/ward.yaml', was: 'Forlad mødet'};
const CONFLICT = {
  id: 7, file: 'themes/ward.yaml', part: LEAVE.part, was: 'Forlad mødet', mine: 'Gå', theirs: 'Luk', is_unreadable: false,
};

type Answer = [status: number, body: unknown] | 'nobody';
let asked: {path: string; body: Record<string, unknown>}[];

/** The server answers each request in turn; `nobody` is a connection that is lost. */
const answer = (...answers: Answer[]): void => {
  const left = [...answers];
  vi.stubGlobal('fetch', async (path: string, init: RequestInit) => {
    asked.push({path, body: JSON.parse(String(init.body ?? '{}')) as Record<string, unknown>});
    const next = left.shift() ?? 'nobody';
    if (next === 'nobody') throw new TypeError('Failed to fetch');
    return new Response(JSON.stringify(next[1]), {status: next[0]});
  });
};

const open = (draft: Partial<Draft> = {}): EditSession =>
  new EditSession({...EMPTY, ...draft}, () => Promise.resolve());

beforeEach(() => {
  asked = [];
  vi.stubGlobal('document', {querySelector: () => ({content: 'the token'})});
});
afterEach(() => {
  vi.unstubAllGlobals();
});

describe('an edit', () => {
  it('is sent with the digest of its file, and kept as the server answers', async () => {
    answer([200, {...EMPTY, seq: 4, edits: [KEPT]}]);
    const session = open();
    await session.commit(LEAVE, {'themes/ward.yaml': 'sha256:1'});
    expect(asked).toEqual([
      {path: '/api/edit/edits', body: {seq: 3, edits: [LEAVE], base: {'themes/ward.yaml': 'sha256:1'}}},
    ]);
    expect([session.read().draft.edits, session.read().unsent]).toEqual([[KEPT], []]);
  });

  it('is kept while nobody answers, and sent again as the same request', async () => {
    answer('nobody', 'nobody', [200, {...EMPTY, seq: 4, edits: [KEPT]}]);
    const session = open();
    const seen: [boolean, number][] = [];
    session.subscribe(() => seen.push([session.read().isLost, session.read().unsent.length]));
    await session.commit(LEAVE, {});
    expect(seen).toContainEqual([true, 1]);
    expect(new Set(asked.map(({body}) => JSON.stringify(body))).size).toBe(1);
    expect([asked.length, session.read().isLost]).toEqual([3, false]);
  });

  it('is made on what another window left', async () => {
    answer([409, {...EMPTY, seq: 9}], [200, {...EMPTY, seq: 10, edits: [KEPT]}]);
    const session = open();
    await session.commit(LEAVE, {});
    expect(asked.map(({body}) => body.seq)).toEqual([3, 9]);
    expect([session.read().draft.seq, session.read().disputed]).toEqual([10, []]);
  });

  it('of a value that another window has changed is a conflict', async () => {
    const theirs = {...KEPT, id: 9, value: 'Farvel'};
    answer([409, {...EMPTY, seq: 9, edits: [theirs]}], [200, {...EMPTY, seq: 10, edits: [KEPT]}]);
    const session = open();
    await session.commit(LEAVE, {});
    const [conflict] = session.read().disputed;
    expect(conflict).toMatchObject({mine: 'Gå', theirs: 'Farvel', was: 'Forlad mødet'});
    expect([asked.length, session.read().draft.edits]).toEqual([1, [theirs]]);
    await session.settle(conflict!, 'mine');
    expect(asked[1]?.body).toMatchObject({seq: 9, edits: [LEAVE]});
  });

  it('that was written while another window changed the value is a conflict, and their edit stays', async () => {
    const theirs = {...KEPT, value: 'Farvel'};
    const session = open({edits: [theirs]});
    await session.commit(LEAVE, {}, 'Forlad mødet');
    const [conflict] = session.read().disputed;
    expect(conflict).toMatchObject({mine: 'Gå', theirs: 'Farvel'});
    expect([isOfWindow(conflict!), isOfWindow(CONFLICT)]).toEqual([true, false]);
    await session.settle(conflict!, 'theirs');
    expect([asked, session.read().disputed, session.read().unsent]).toEqual([[], [], []]);
  });

  it('on top of one of the same page is no conflict, also where its field has not heard of that yet', async () => {
    answer([200, {...EMPTY, seq: 4, edits: [KEPT]}], [200, {...EMPTY, seq: 5}]);
    const session = open();
    await Promise.all([
      session.commit(LEAVE, {}),
      session.commit({...LEAVE, value: 'Farvel'}, {}, 'Forlad mødet'),
    ]);
    expect([asked.length, session.read().disputed]).toEqual([2, []]);
  });

  it('is kept while the disk is full, which is said, and sent again', async () => {
    const why = {en: 'No space left', da: 'Ikke mere plads'};
    answer([503, {why, yaml: ''}], [200, {...EMPTY, seq: 4, edits: [KEPT]}]);
    const session = open();
    const seen: [boolean, string | undefined, number][] = [];
    session.subscribe(() => {
      const {isBlocked, refusal, unsent} = session.read();
      seen.push([isBlocked, refusal?.why.da, unsent.length]);
    });
    await session.commit(LEAVE, {});
    expect(seen).toContainEqual([true, 'Ikke mere plads', 1]);
    const {isBlocked, refusal, unsent} = session.read();
    expect([isBlocked, refusal, unsent]).toEqual([false, null, []]);
  });

  it('of another window is not undone unseen', async () => {
    answer([409, {...EMPTY, seq: 9, edits: [KEPT]}]);
    const session = open();
    await session.undo();
    expect([asked.length, session.read().draft.edits]).toEqual([1, [KEPT]]);
  });

  it('waits for the one before it', async () => {
    answer([200, {...EMPTY, seq: 4}], [200, {...EMPTY, seq: 5}]);
    const session = open();
    await Promise.all([session.commit(LEAVE, {}), session.undo()]);
    expect(asked.map(({path, body}) => [path, body.seq])).toEqual([
      ['/api/edit/edits', 3],
      ['/api/edit/undo', 4],
    ]);
  });

  it('that YAML cannot hold says why', async () => {
    const why = {en: 'No', da: 'Nej'};
    answer([422, {why, yaml: 'a: b'}]);
    const session = open();
    await session.commit(LEAVE, {});
    expect(session.read().refusal).toEqual({why, yaml: 'a: b'});
  });
});

describe('a conflict', () => {
  it('of an edit that was not taken is settled for mine without a base', async () => {
    answer([409, {...EMPTY, conflicts: [CONFLICT]}], [200, {...EMPTY, seq: 4, edits: [KEPT]}]);
    const session = open();
    await session.commit(LEAVE, {'themes/ward.yaml': 'old'});
    expect(session.read().disputed).toEqual([CONFLICT]);
    await session.settle(CONFLICT, 'mine');
    expect(asked[1]?.body).toEqual({seq: 3, edits: [LEAVE], base: {}});
    expect(session.read().disputed).toEqual([]);
  });

  it('of an edit in the draft is settled for the file by discarding the edit', async () => {
    answer([200, {...EMPTY, seq: 4}]);
    const session = open({edits: [KEPT], conflicts: [CONFLICT]});
    await session.settle(CONFLICT, 'theirs');
    expect(asked).toEqual([{path: '/api/edit/discard', body: {seq: 3, ids: [7]}}]);
  });
});

describe('saving', () => {
  it('says how many files were written', async () => {
    answer([200, {...EMPTY, seq: 4, saved: ['a.yaml', 'b.yaml']}]);
    const session = open({edits: [KEPT]});
    await session.save([7]);
    expect([asked[0]?.body, session.read().saved]).toEqual([{seq: 3, ids: [7]}, 2]);
  });

  it('is no longer news after the next change', async () => {
    answer([200, {...EMPTY, seq: 4, saved: ['a.yaml']}], [200, {...EMPTY, seq: 5}]);
    const session = open({edits: [KEPT]});
    await session.save([7]);
    await session.undo();
    expect(session.read().saved).toBe(0);
  });

  it('is no longer news after a change of another window either, but after its own echo', async () => {
    const saved = {...EMPTY, seq: 4, saved: ['a.yaml']};
    answer([200, saved], [200, saved], [200, {...EMPTY, seq: 5, edits: [KEPT]}]);
    const session = open({edits: [KEPT]});
    await session.save([7]);
    const seen: number[] = [];
    for (const _change of ['echo', 'edit']) {
      await session.refresh();
      seen.push(session.read().saved);
    }
    expect(seen).toEqual([1, 0]);
  });
});

describe('the changes', () => {
  const color = {...KEPT, id: 8, part: 'color:color'};
  it.each([
    [[], [], 0, 'Ingen ændringer'],
    [[KEPT], [], 0, '1 ændring'],
    [[KEPT], [LEAVE, LEAVE], 0, '1 ændring'],
    [[KEPT], [{...LEAVE, scope: 'all'}], 0, '2 ændringer'],
    [[], [], 1, 'Gemt i 1 fil. Intet er udgivet.'],
    [[KEPT], [], 1, 'Gemt i 1 fil. Intet er udgivet. 1 ændring er ikke gemt.'],
    [[KEPT, color], [], 2, 'Gemt i 2 filer. Intet er udgivet. 2 ændringer er ikke gemt.'],
  ] as const)('%j, with %j on its way and %i files saved: %s', (edits, unsent, saved, said) => {
    const draft = {...EMPTY, edits: [...edits]};
    const state = {draft, unsent, saved, replayed: null, isSaving: false};
    expect(describeChanges(state, translateEdit('da'), String)).toBe(said);
  });

  it.each([
    ['undo', 'Fortrudt: color:color. Ingen ændringer'],
    ['redo', 'Gentaget: color:color. Ingen ændringer'],
  ] as const)('say what %s did, until the next one', async (which, said) => {
    answer([200, {...EMPTY, seq: 4}], [200, {...EMPTY, seq: 5}]);
    const session = open({[which]: 'color:color'});
    const read = () => describeChanges(session.read(), translateEdit('da'), String);
    await session[which]();
    expect(read()).toBe(said);
    await session[which]();
    expect(read()).toBe('Ingen ændringer');
  });

  it('say nothing of an undo once another window has changed the draft', async () => {
    answer([200, EMPTY], [200, {...EMPTY, seq: 5, edits: [KEPT]}]);
    const session = open({undo: 'color:color'});
    await session.undo();
    await session.refresh();
    expect(session.read().replayed).toBeNull();
  });
});

describe('a part', () => {
  it.each([
    ['text:da:meeting.leave', {kind: 'text', language: 'da', key: 'meeting.leave'}],
    ['text:da:a:b c', {kind: 'text', language: 'da', key: 'a:b c'}],
    ['color:background_color', {kind: 'color', name: 'background_color'}],
    ['color:overlay', null],
    ['text:da', null],
    ['', null],
  ])('%s', (name, part) => {
    expect(parsePart(name)).toEqual(part);
  });

  it.each([
    ['text:da:meeting.leave', 'text:meeting.leave'],
    ['picture:logo', 'picture:logo'],
    ['wording:waiting', 'words'],
    ['color:color', ''],
  ])('%s is outlined on the screen as %s', (name, selected) => {
    expect(selectPart(name)).toBe(selected);
  });

  it('and editing stand in the address', () => {
    const state = {...START, edit: '1', part: 'text:da:meeting.leave'} as const;
    expect(readState(writeState(state), [])).toMatchObject({edit: '1', part: 'text:da:meeting.leave'});
  });
});

describe('the texts on the screen', () => {
  const text = {service: '', unkeyed: false, language: 'da'};

  it('are listed once for each key, those without a key too', () => {
    expect(
      listTexts([
        {...text, text: 'Luk', keys: ['a', 'b']},
        {...text, text: 'Luk', keys: ['a']},
        {...text, text: 'Skriv pinkoden', keys: []},
      ]),
    ).toEqual([
      {text: 'Luk', key: 'a', service: false, unkeyed: false, isTwin: true},
      {text: 'Luk', key: 'b', service: false, unkeyed: false, isTwin: true},
      {text: 'Skriv pinkoden', key: '', service: false, unkeyed: false, isTwin: false},
    ]);
  });
});

describe('a text that is written', () => {
  it.each([
    [['{{name}}'], 'Hej {{name}}', []],
    [['{{name}}'], 'Hej {{ name, uppercase }}', []],
    [['{{name}}'], 'Hej {name}', ['{{name}}']],
    [['{{name}}', '{{count}}'], '', ['{{name}}', '{{count}}']],
  ])('needs %s in %s', (placeholders, value, lost) => {
    expect(findLost(placeholders, value)).toEqual(lost);
  });

  it.each([
    ['Hej', 3, 3, 'Hej {{name}}', 12],
    ['Hej du', 4, 6, 'Hej {{name}}', 12],
    ['du', 0, 0, '{{name}} du', 9],
    ['', 0, 0, '{{name}}', 8],
  ])('%s takes a placeholder at %i', (value, start, end, expected, caret) => {
    expect(insertAt(value, '{{name}}', start, end)).toEqual({value: expected, caret});
  });

  it('is marked where something is filled in', () => {
    const marked = splitMarked('<2>Hej</2> {{name}} på [[ ward ]]').filter(run => run.isMarked);
    expect(marked.map(run => run.text)).toEqual(['<2>', '</2>', '{{name}}', '[[ ward ]]']);
  });

  it.each([
    ['Hej\u2028du\v', 'Hej\ndu\n'],
    ['\uFEFFHej\u0007\tdu\n', 'Hej\tdu\n'],
  ])('%j comes from another program and is written as %j', (pasted, written) => {
    expect(cleanTyped(pasted, '\n')).toBe(written);
  });

  it('is as long as people count', () => {
    expect(countLetters('a\u030a👩‍⚕️é')).toBe(3);
  });
});

describe('what is found', () => {
  const none = {en: '', da: ''};
  const at = (column: number) => ({file: 'themes/ward.yaml', line: 10, column});
  const found = (column: number) =>
    ({rule: 'r', severity: 'error', message: none, hint: none, theme: '', place: at(column)}) as const;
  const text = (column: number) => ({text: '', place: at(column), used_by: []});
  const detail = {
    texts: {da: {a: text(10), b: text(30)}}, brand: [], settings: [], words: [at(70)], found: [found(30), found(99)], seq: 3,
  } as unknown as ThemeDetail;
  const quiet = {touched: {}, unsent: [], writing: ''};
  const list = (edit: typeof quiet | {touched: Record<string, number>}) => {
    const {byPart, errors, checking, isWriting} = collectFindings(detail, {...quiet, ...edit});
    return [[...byPart.keys()], errors.length, isWriting ? 'writing' : [...checking]];
  };

  it('in a line of several values is laid on the one that it is about', () => {
    expect(list(quiet)).toEqual([['text:da:b'], 2, []]);
  });

  it('stands while what it knows of is the newest, and is gone with the next value', () => {
    expect(list({touched: {'text:da:b': 3}})).toEqual([['text:da:b'], 2, []]);
    expect(list({touched: {'text:da:b': 4}})).toEqual([[], 1, ['text:da:b']]);
    expect(list({...quiet, writing: 'text:da:b'})).toEqual([[], 1, 'writing']);
    expect(list({touched: {'text:da:a': 4}})).toEqual([['text:da:b'], 2, ['text:da:a']]);
  });

  it('on the waiting words is gone as soon as one of them is written', () => {
    const spoken = {...detail, found: [found(70)]};
    const of = (writing: string) => [...collectFindings(spoken, {...quiet, writing}).byPart.keys()];
    expect([of(''), of('words:da:neutral.waiting.title')]).toEqual([['wording:waiting'], []]);
  });

  it('on a colour is marked where that colour is on the screen, on a text in its language', () => {
    const faint = {...detail, brand: [{name: 'color', value: '#8fb8d0'}]} as unknown as ThemeDetail;
    const low = {...found(1), rule: 'contrast-too-low'};
    const byPart = new Map([['color:color', [low]], ['text:da:b', [low]], ['text:en:a', [low]], ['picture:logo', [low]]]);
    const marked = listMarks(byPart, faint, 'da').map(({on}) => on);
    expect(marked.slice(0, 2)).toEqual(['text:b', 'picture:logo']);
    expect(marked).toContain('pair:50:700');
    // Of the button under the pointer, the button is marked.
    expect(marked).not.toContain('pair:50:600');
    expect(listMarks(new Map(), faint, 'da')).toEqual([]);
  });

  it('is of another value after an edit and an undo, but not after a save', async () => {
    answer(
      [200, {...EMPTY, seq: 4, edits: [KEPT]}],
      [200, {...EMPTY, seq: 5, saved: ['themes/ward.yaml']}],
      [200, {...EMPTY, seq: 6, edits: [KEPT]}],
    );
    const session = open();
    await session.commit(LEAVE, {});
    await session.save([7]);
    expect(session.read().touched).toEqual({[LEAVE.part]: 4});
    await session.undo();
    expect(session.read().touched).toEqual({[LEAVE.part]: 6});
  });
});

describe('a field', () => {
  const scope = {
    title: '', file: '', digest: '', themes: [], hidden_in: [], is_here: false,
    locked_by: '', is_own: true, has_wider: true,
  };
  const detail: PartDetail = {
    part: LEAVE.part, value: 'Temaets', scope: 'theme', placeholders: [], budget: 40,
    scopes: [
      {...scope, level: 'theme', value: 'Temaets', overridden_by: ''},
      {...scope, level: 'all', value: 'Alles', overridden_by: 'theme'},
    ],
  };

  it('starts with what the theme shows, or with what is hidden behind it', () => {
    expect([findStart(detail, 'theme'), findStart(detail, 'all')]).toEqual(['Temaets', 'Alles']);
  });
});

describe('a painted draft', () => {
  const theme = (brand: Record<string, string>) =>
    ({
      name: 'ward',
      brand: Object.entries(brand).map(([name, value]) => ({name, value, place: {file: '', line: 0, column: 0}})),
    }) as unknown as Parameters<typeof recolor>[0];

  it('has the shades of its colour, the darkest behind all', () => {
    const {palette, background} = recolor(theme({color: '#000000'}), 'color', '#713400');
    expect([palette[0], background]).toEqual(['#FFF1E5', '#331800']);
  });

  it('keeps a background that the theme sets', () => {
    expect(recolor(theme({color: '#000000', background_color: '#123456'}), 'color', '#713400').background).toBe('#123456');
  });

  it('keeps shades that the theme sets', () => {
    const shades = Array.from({length: 11}, (_, at) => `#0000${String(at + 10)}`);
    expect(recolor(theme({palette: shades.join(', ')}), 'color', '#713400').palette).toEqual(shades);
  });

  it('leaves texts to the build that hold values of it', () => {
    const part = {kind: 'text', language: 'da', key: 'k'} as const;
    expect(describePaint(part, 'Afsnit [[ ward ]]', theme({}), 3)).toBeNull();
    expect(describePaint(part, 'Gå', theme({}), 3)).toEqual({seq: 3, texts: {da: {k: 'Gå'}}});
  });
});

it('words are filled in', () => {
  expect(translateEdit('da')('characters', {count: 38, budget: 40})).toBe('38 af 40 tegn');
  expect(translateEdit('da')('lost', {name: '{{name}}'})).toBe(
    'Pladsholderen {{name}} mangler. Sæt den ind igen',
  );
});
