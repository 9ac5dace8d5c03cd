import {fileURLToPath} from 'node:url';

import react from '@vitejs/plugin-react';
import {defineConfig} from 'vitest/config';

import {licenses} from './dev/licenses.ts';
import {policy} from './dev/policy.ts';

/** Where `themebuilder preview` listens: `npm run dev` gets its themes from there. */
const SERVER = 'http://127.0.0.1:8756';

const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));

export default defineConfig({
  root: here('.'),
  base: '/',
  plugins: [react(), licenses(), policy()],
  // The media components pin their own copy of React's version; two copies would break hooks.
  resolve: {dedupe: ['react', 'react-dom', 'i18next', 'react-i18next']},
  build: {
    target: 'es2022',
    outDir: 'dist',
    emptyOutDir: true,
    // Data URLs for fonts would widen the content security policy.
    assetsInlineLimit: 0,
    // Pexip's style sheets come minified.
    cssMinify: false,
    chunkSizeWarningLimit: 1600,
    modulePreload: {polyfill: false},
  },
  // Shell and guest page have an origin each: a chunk that they share would only be one more request for both.
  builder: {sharedConfigBuild: true},
  environments: {
    client: {
      build: {
        rolldownOptions: {
          input: {index: here('index.html')},
          // What the first page needs is one file, also where parts that are loaded later need it too.
          output: {codeSplitting: {groups: [{name: 'index', tags: ['$initial']}]}},
        },
      },
    },
    guest: {
      consumer: 'client',
      build: {emptyOutDir: false, rolldownOptions: {input: {view: here('view.html')}}},
    },
  },
  server: {
    port: 5199,
    strictPort: true,
    // views.json lies beside the app.
    fs: {allow: [here('..')]},
    proxy: {
      '^/(api/|(themes|packages)/[^/]+/view/[^?])': {target: SERVER, changeOrigin: true},
      '^/(themes|packages)/[^/]+/view/($|\\?)': {target: SERVER, bypass: () => '/view.html'},
    },
  },
  test: {include: ['tests/**/*.test.ts'], environment: 'node'},
});
