import {describe, expect, it} from 'vitest';

import meeting from '../../../platform/data/meeting.json';
import brand from '../../../schemas/theme.json';
import {problemsAt, formatPlace, yamlLine} from '../src/shell/problems';
import type {ThemeSummary} from '../src/contract';
import {readState, START, writeState} from '../src/shell/state';
import {groupThemes} from '../src/shell/ThemeList';
import {explainBrand, nameService} from '../src/shell/words';

describe('a problem is laid on what it concerns', () => {
  const place = {file: 'themes/texts/da.yaml', line: 7, column: 3};
  const nothing = {found: [], texts: {}, screens: {}, brand: [], settings: [], prompts: []};
  const none = {en: '', da: ''};
  const problem = {rule: 'r', severity: 'error', message: none, hint: none, theme: '', place} as const;

  it('by file and line', () => {
    const theme = {...nothing, found: [problem]};
    expect(problemsAt(theme, {...place, column: 9})).toEqual([problem]);
    expect(problemsAt(theme, {...place, line: 8})).toEqual([]);
  });

  it('and not on another value in the line', () => {
    const theme = {...nothing, found: [problem], brand: [{name: 'color', value: '', place}]};
    expect(problemsAt(theme, {...place, column: 9})).toEqual([]);
    expect(problemsAt(theme, place)).toEqual([problem]);
  });

  it('but not for want of a line', () => {
    const whole = {...place, line: 0, column: 0};
    expect(problemsAt({...nothing, found: [{...problem, place: whole}]}, whole)).toEqual([]);
    expect(formatPlace(whole)).toBe('themes/texts/da.yaml');
  });
});

describe('themes are in the order of what is shown', () => {
  const theme = (organisation_title: string, title: string) => ({organisation_title, title}) as ThemeSummary;

  it('with numbers by their value and Danish letters last', () => {
    const given = [theme('B', 'Afsnit 10'), theme('B', 'Øjne'), theme('B', 'Afsnit 2'), theme('Å', 'Hud'), theme('A', 'Hud')];
    const shown = groupThemes(given, String).map(group => [group.title, ...group.themes.map(one => one.title)]);
    expect(shown).toEqual([['A', 'Hud'], ['B', 'Afsnit 2', 'Afsnit 10', 'Øjne'], ['Å', 'Hud']]);
  });
});

describe('a line of YAML', () => {
  it.each([
    ['meeting.leave', 'Forlad mødet', 'meeting.leave: Forlad mødet'],
    ['a', 'Ja: altid', 'a: "Ja: altid"'],
    ['a', 'no', 'a: "no"'],
    ['a', '2 nye', 'a: "2 nye"'],
    ['a', 'To\nlinjer', 'a: "To\\nlinjer"'],
    ['settings.layout[1:7]', 'x', '"settings.layout[1:7]": x'],
    ['a', '{{name}} kom', 'a: "{{name}} kom"'],
    ['a', '', 'a: ""'],
  ])('%s', (key, text, line) => {
    expect(yamlLine(key, text)).toBe(line);
  });
});

describe('the shell’s address', () => {
  it('holds everything that is shown', () => {
    const state = {
      ...START,
      theme: 'borger',
      mode: 'compare',
      against: '/packages/x/view/',
      viewports: ['citrix'],
    } as const;
    expect(readState(writeState({...state, viewports: ['citrix']}), [])).toEqual(state);
  });

  it('speaks Danish to those whose browser is Nordic', () => {
    expect([readState('', ['da-DK']).uiLanguage, readState('', ['de']).uiLanguage]).toEqual(['da', 'en']);
  });

  it('does not load a page of another origin', () => {
    expect(readState('?against=https://other.example/', []).against).toBe('');
  });
});

/** The names that a page is told of: nested keys are dotted, but a picture is one value. */
const names = (properties: object, above = ''): string[] =>
  Object.entries(properties).flatMap(([name, schema]) => {
    const inner = (schema as {properties?: object}).properties;
    return inner ? names(inner, `${above}${name}.`) : [`${above}${name}`];
  });

describe('everything that a brand can set is explained', () => {
  it.each(names(brand.properties.brand.properties))('the brand’s %s', name => {
    const explained = (['da', 'en'] as const).map(uiLanguage => explainBrand(uiLanguage, name));
    expect(explained.every(one => one.effect !== '' && one.name !== name)).toBe(true);
  });
});

describe('every screen of a meeting has a name', () => {
  it.each(Object.keys(meeting.screens))('%s', id => {
    const named = (['da', 'en'] as const).map(language => nameService(language, id));
    expect(named).not.toContain(id);
  });

  it('but one that nobody knows is called by its id', () => {
    expect(nameService('da', 'unheard_of')).toBe('unheard_of');
  });
});
