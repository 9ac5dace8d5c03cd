/** What a new theme is made from. */

import type {ThemeDetail} from '../../contract';
import type {ThemeRequest} from '../../editContract';
import {parseHex} from './color';

export const START: ThemeRequest = {name: '', organisation: '', is_internal: false, color: '#2B6A94', path: ''};

/** What the form starts with: beside a theme of the user's own, its counterpart for the others. */
export const startRequest = (beside: ThemeDetail | null): ThemeRequest => {
  if (!beside || beside.is_shipped || beside.is_at_top) return START;
  const color = beside.brand.find(one => one.name === 'color')?.value ?? '';
  return {
    name: beside.organisation_title,
    organisation: beside.organisation,
    is_internal: beside.reach === 'external',
    color: parseHex(color) || START.color,
    path: '',
  };
};

/** *request* with its colour as the server wants it. */
export const tidy = (request: ThemeRequest): ThemeRequest => ({
  ...request,
  color: parseHex(request.color) || request.color,
});
