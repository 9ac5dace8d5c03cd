/** What a brand does to the page outside of React: colours, title, icon, direction, hidden parts. */

import type {Brand} from './brand';
import {hidingStyle} from './hiding';
import {isRightToLeft} from './languages';
import {brandVariables, paint} from './palette';

// Not a style element: the page's policy allows none.
const hiding = new CSSStyleSheet();
document.adoptedStyleSheets = [...document.adoptedStyleSheets, hiding];

export const applyPage = (brand: Brand, language: string): void => {
  const {manifest} = brand;
  paint(document.documentElement.style, brandVariables(manifest.palette, manifest.backgroundColor));
  document.title = manifest.appTitle || manifest.brandName || 'Web app';
  document.documentElement.lang = language;
  document.documentElement.dir = isRightToLeft(language) ? 'rtl' : 'ltr';
  const icon = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
  if (icon) icon.href = manifest.favicon || 'data:,';
  hiding.replaceSync(hidingStyle(manifest.hidden));
};
