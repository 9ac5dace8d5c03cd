/**
 * Texts of Webapp3 whose keys are not published: no branding can be written for them from here.
 *
 * They are stand-ins so that the screens are whole, and are marked on the page, until the workspace has learned the
 * node's own texts. Which of those stands for which of ours is found by the English words, see `stand_ins.py`.
 */

import i18next from 'i18next';

import texts from '../../../stand_ins.json';
import type {Node} from '../contract';
import {lookUp, rememberUnkeyed} from './registry';
import {say} from './words';

export type UnkeyedName = keyof typeof texts;

/** The node's own text for *name* where it was learned; else the stand-in, in Danish for `da` and English otherwise. */
export const unkeyed = (
  node: Node,
  language: string,
  name: UnkeyedName,
  values: Record<string, string> = {},
): string => {
  const key = node.stand_ins[name];
  if (key && i18next.exists(key)) return i18next.t(key, values);
  const text = texts[name][language === 'da' ? 'da' : 'en'];
  return rememberUnkeyed(
    text.replace(/\{\{(\w+)\}\}/gu, (_, placeholder: string) => values[placeholder] ?? ''),
  );
};

/**
 * Underline every stand-in below *root*, and say what that means.
 *
 * A highlight changes neither the page's elements nor its layout. Old browsers have none, and see no line.
 */
export const markStandIns = (root: HTMLElement): void => {
  const mark = (): void => {
    const ranges: Range[] = [];
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const {currentNode} = walker;
      if (!lookUp(currentNode.textContent ?? '')?.unkeyed) continue;
      const range = document.createRange();
      range.selectNodeContents(currentNode);
      ranges.push(range);
    }
    if (ranges.length > 0) document.documentElement.dataset.standIns = say('standIns');
    else delete document.documentElement.dataset.standIns;
    if ('highlights' in CSS) CSS.highlights.set('stand-in', new Highlight(...ranges));
  };
  mark();
  new MutationObserver(mark).observe(root, {childList: true, characterData: true, subtree: true});
};
