import {describe, expect, it} from 'vitest';

import {hidingStyle} from '../src/guest/hiding';
import {answerPointerQuery} from '../src/guest/pointer';
import {parseServiceTheme, serviceScreen} from '../src/guest/serviceTheme';
import {lookAddress, readLook} from '../src/screens';

describe('hidden functionality', () => {
  it('takes away what carries the test id', () => {
    expect(hidingStyle(new Set(['button-chat']))).toBe(
      '[data-testid="button-chat"] { display: none !important; }',
    );
  });

  it('cannot break out of its own rule', () => {
    expect(hidingStyle(new Set(['a"] {} </style>']))).toBe(
      '[data-testid="a\\"] {} /style>"] { display: none !important; }',
    );
  });
});

describe('the pointer is pretended', () => {
  it.each([
    ['(pointer: coarse)', 'coarse', '(min-width: 0px)'],
    ['(pointer: coarse)', 'fine', '(max-width: 0px)'],
    ['(any-pointer: fine)', 'fine', '(min-width: 0px)'],
    [
      '(max-width: 700px) and (pointer: coarse)',
      'coarse',
      '(max-width: 700px) and (min-width: 0px)',
    ],
  ] as const)('%s for %s', (query, pointer, answer) => {
    expect(answerPointerQuery(query, pointer)).toBe(answer);
  });
});

describe('a service theme', () => {
  const theme = parseServiceTheme(
    {
      splash_screens: {
        screens: {
          waiting_for_host: {
            background: {path: 'b.jpg'},
            elements: [
              {type: 'text', text: 'Bliv her.'},
              {type: 'text', text: 'not shown'},
            ],
          },
          direct_media_welcome: {},
        },
      },
    },
    'http://localhost/view/service-theme/themeconfig.json',
  );

  it('shows the first element’s text on its picture', () => {
    expect(serviceScreen(theme, 'waiting_for_host')).toEqual({
      text: 'Bliv her.',
      background: 'http://localhost/view/service-theme/b.jpg',
    });
  });

  it('leaves the stock text where it says nothing', () => {
    expect(serviceScreen(theme, 'direct_media_welcome').text).toBe('Welcome');
    expect(serviceScreen(new Map(), 'direct_media_waiting_for_host').text).toBe(
      'Waiting for the host...',
    );
  });
});

describe('a look is an address', () => {
  it('and back again', () => {
    const look = {screen: 'waiting', lang: 'da', service: 'pin_entry', pointer: 'coarse'} as const;
    const address = lookAddress('/themes/borger/view/', look);
    expect(readLook(new URL(address, 'http://localhost').search)).toEqual(look);
  });

  it('with a screen that exists', () => {
    expect(readLook('?screen=../../etc').screen).toBe('landing');
  });
});
