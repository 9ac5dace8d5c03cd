/** Serves the contract of `CONTRACT.md` from the fixtures, in Vite's development server and over a built bundle. */

import {readFileSync} from 'node:fs';
import type {IncomingMessage, ServerResponse} from 'node:http';

import type {Connect, Plugin} from 'vite';

import type {Problem, ServerEvent} from '../src/contract';
import {
  customStep,
  detail,
  FIXTURES,
  manifest,
  picture,
  promptSound,
  summary,
  TEXTS,
  themeConfig,
  type Fixture,
} from './fixtures';
import {POLICY} from './policy';

const PAGE_HEADERS = {
  'Content-Security-Policy': POLICY,
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Resource-Policy': 'same-origin',
};
const PACKAGE_HEADERS = {
  'Content-Security-Policy':
    "sandbox allow-forms; default-src 'none'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; font-src 'self' data:; frame-ancestors 'self'",
  'X-Content-Type-Options': 'nosniff',
  'Cache-Control': 'no-store',
};

export const contract = (): Plugin => ({
  name: 'contract-from-fixtures',
  configureServer(server) {
    server.middlewares.use(
      answer(async address =>
        server.transformIndexHtml(
          address,
          readFileSync(new URL('../view.html', import.meta.url), 'utf8'),
        ),
      ),
    );
  },
  configurePreviewServer(server) {
    server.middlewares.use((_request, response, next) => {
      for (const [name, value] of Object.entries(PAGE_HEADERS)) response.setHeader(name, value);
      next();
    });
    server.middlewares.use(
      answer(() =>
        Promise.resolve(readFileSync(new URL('../dist/view.html', import.meta.url), 'utf8')),
      ),
    );
  },
});

const answer = (page: (address: string) => Promise<string>): Connect.NextHandleFunction => {
  const listeners = new Set<ServerResponse>();
  const failures = new Map<string, Problem[]>();
  const versions = new Map<string, number>();
  const digest = (name: string) => `sha256:${name}-${String(versions.get(name) ?? 0)}`;
  const send = (event: ServerEvent) => {
    for (const listener of listeners) listener.write(`data: ${JSON.stringify(event)}\n\n`);
  };

  return (request, response, next) => {
    const address = new URL(request.url ?? '/', 'http://localhost');
    const path = address.pathname;

    if (path === '/api/events') {
      response.writeHead(200, {'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store'});
      response.write('retry: 1000\n\n');
      listeners.add(response);
      request.on('close', () => listeners.delete(response));
    } else if (path === '/api/themes') {
      json(response, {
        themes: FIXTURES.map(one => summary(one, digest(one.name), failures.get(one.name) ?? [])),
      });
    } else if (path.startsWith('/api/themes/')) {
      const theme = named(path.slice('/api/themes/'.length));
      if (theme) json(response, detail(theme, digest(theme.name), failures.get(theme.name) ?? []));
      else missing(response);
    } else if (path.startsWith('/dev/') && request.method === 'POST') {
      void change(request, path.slice('/dev/'.length), {failures, versions, digest, send}).then(
        () => {
          response.writeHead(204).end();
        },
      );
    } else {
      const match = /^\/(?:themes|packages)\/([^/]+)\/view\/(.*)$/u.exec(path);
      const theme = match?.[1] ? named(match[1].replace(/-live$/u, '')) : undefined;
      if (!match || !theme) next();
      else if (match[2] === '') {
        void page(request.url ?? '').then(html => {
          response.setHeader('Content-Type', 'text/html; charset=utf-8');
          response.end(html);
        });
      } else packageFile(response, theme, match[2] ?? '', path.startsWith('/packages/'));
    }
  };
};

const packageFile = (
  response: ServerResponse,
  theme: Fixture,
  path: string,
  live: boolean,
): void => {
  const shown = live ? {...theme, waiting: 'Venter på værten', brandName: 'Videomøde'} : theme;
  const name = path.split('/').at(-1) ?? '';
  const text = /^branding\/texts\/(\w+)\.json$/u.exec(path)?.[1];
  for (const [header, value] of Object.entries(PACKAGE_HEADERS)) response.setHeader(header, value);
  if (path === 'node.json') json(response, {chat_enabled: shown.chat});
  else if (path === 'branding/manifest.json') json(response, manifest(shown));
  else if (text && TEXTS[text]) json(response, TEXTS[text]);
  else if (path === 'service-theme/themeconfig.json') json(response, themeConfig(shown));
  else if (name.endsWith('.svg')) {
    response.setHeader('Content-Type', 'image/svg+xml');
    response.end(picture(shown, name));
  } else if (name === 'step.html') {
    response.setHeader('Content-Type', 'text/html; charset=utf-8');
    response.end(customStep());
  } else if (name.endsWith('.wav')) {
    response.setHeader('Content-Type', 'audio/wav');
    response.end(promptSound(name === 'pin.wav' ? 1.6 : 2.4));
  } else missing(response);
};

interface Workspace {
  failures: Map<string, Problem[]>;
  versions: Map<string, number>;
  digest: (name: string) => string;
  send: (event: ServerEvent) => void;
}

/** Stand-ins for an edit: `POST /dev/palette|texts|fail|mend` with a theme's name and what to put there. */
const change = async (request: IncomingMessage, what: string, space: Workspace): Promise<void> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const asked = JSON.parse(Buffer.concat(chunks).toString()) as {theme: string; value?: string};
  const theme = named(asked.theme);
  if (!theme) return;
  space.versions.set(theme.name, (space.versions.get(theme.name) ?? 0) + 1);
  const digest = space.digest(theme.name);
  if (what === 'fail') {
    const problems: Problem[] = [
      {
        rule: 'color-not-hex',
        severity: 'error',
        message: '“#2f6f8” is not a colour.',
        hint: 'Write # and six digits from 0 to f, for example "#2f6f8f".',
        theme: theme.name,
        place: {file: `themes/${theme.name}.yaml`, line: 9, column: 10},
      },
    ];
    space.failures.set(theme.name, problems);
    space.send({kind: 'failed', theme: theme.name, problems});
    return;
  }
  space.failures.delete(theme.name);
  if (what === 'palette') {
    theme.palette = theme.palette.map((color, index) =>
      index === 7 ? (asked.value ?? color) : color,
    );
    space.send({kind: 'built', theme: theme.name, changed: ['palette'], digest});
  } else if (what === 'texts') {
    const meeting = TEXTS.da?.meeting as Record<string, string>;
    meeting.leave = asked.value ?? meeting.leave ?? '';
    space.send({kind: 'built', theme: theme.name, changed: ['texts'], digest});
  } else {
    space.send({
      kind: 'built',
      theme: theme.name,
      changed: what === 'reload' ? ['settings'] : [],
      digest,
    });
  }
};

const named = (name: string): Fixture | undefined => FIXTURES.find(one => one.name === name);

const json = (response: ServerResponse, body: unknown): void => {
  response.setHeader('Content-Type', 'application/json; charset=utf-8');
  response.end(JSON.stringify(body));
};

const missing = (response: ServerResponse): void => {
  response.writeHead(404, {'Content-Type': 'text/plain'}).end('Not found');
};
