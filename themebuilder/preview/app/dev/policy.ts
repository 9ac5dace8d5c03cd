/**
 * The content security policy of the preview's own pages; written into the bundle, so that page and policy change
 * together. The server adds who may frame them.
 */

import type {Plugin} from 'vite';

/** The one style element that React Aria writes: `touch-action` on what can be pressed. */
const REACT_ARIA_STYLE = "'sha256-38RhXrc7EdReTKsOm23ZPOCUgniTUUcjky8QOOrQx6o='";

export const POLICY = [
  "default-src 'self'",
  `style-src 'self' ${REACT_ARIA_STYLE}`,
  // The style sheets carry small pictures as data.
  "img-src 'self' data:",
  "base-uri 'none'",
  "form-action 'self'",
  "object-src 'none'",
].join('; ');

export const policy = (): Plugin => ({
  name: 'policy',
  apply: 'build',
  generateBundle() {
    this.emitFile({type: 'asset', fileName: 'policy.txt', source: `${POLICY}\n`});
  },
});
