/** Writes `licenses.txt` beside the bundle: the licence of every package that has code in it. */

import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';

import type {Plugin} from 'vite';

interface PackageFile {
  name: string;
  version: string;
  license?: string;
}

/** The packages of both bundles: what is written with the last one holds for both. */
const folders = new Set<string>();

export const licenses = (): Plugin => ({
  name: 'licenses',
  apply: 'build',
  generateBundle(_options, bundle) {
    const ids = Object.values(bundle).flatMap(output => (output.type === 'chunk' ? output.moduleIds : []));
    for (const folder of ids.map(packageFolder).filter(Boolean)) folders.add(folder);
    const texts = [...folders].map(describe).sort((one, other) => (one < other ? -1 : 1));
    this.emitFile({
      type: 'asset',
      fileName: 'licenses.txt',
      source: `${[...new Set([...texts, FONT])].join('\n\n----\n\n')}\n`,
    });
  },
});

const FONT =
  'Inter 3.19, OFL-1.1, Copyright 2016 The Inter Project Authors (https://github.com/rsms/inter), carried by @pexip/components';

/** `…/node_modules/@scope/name` of a module in it, or an empty text for our own. */
const packageFolder = (id: string): string =>
  /^\0?(.*\/node_modules\/(?:@[^/]+\/)?[^/]+)\//u.exec(id)?.[1] ?? '';

const describe = (folder: string): string => {
  const file = join(folder, 'package.json');
  if (!existsSync(file)) return '';
  const {
    name,
    version,
    license = 'no licence named',
  } = JSON.parse(readFileSync(file, 'utf8')) as PackageFile;
  const text = readdirSync(folder)
    .sort()
    .filter(entry => /^(licen[cs]e|notice)(\.(md|txt))?$/iu.test(entry))
    .map(entry => readFileSync(join(folder, entry), 'utf8').trim());
  return [`${name} ${version}, ${license}`, ...text].join('\n\n');
};
