import {fileURLToPath} from 'node:url';

import react from '@vitejs/plugin-react';
import {defineConfig} from 'vitest/config';

import {licenses} from './dev/licenses';
import {policy} from './dev/policy';

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
    chunkSizeWarningLimit: 1600,
    modulePreload: {polyfill: false},
    // A few lines that two chunks need are no request of their own.
    rollupOptions: {output: {experimentalMinChunkSize: 1000}},
  },
  // Shell and guest page have an origin each: a chunk that they share would only be one more request for both.
  builder: {sharedConfigBuild: true},
  environments: {
    client: {build: {rollupOptions: {input: {index: here('index.html')}}}},
    guest: {
      consumer: 'client',
      build: {emptyOutDir: false, rollupOptions: {input: {view: here('view.html')}}},
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
