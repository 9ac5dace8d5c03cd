// Leaves what the component packages depend on out of package-lock.json: only their own text is
// read, and their dependencies are most of the files that npm would unpack.

import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

const [file] = process.argv.slice(2);
if (!file) throw new Error("Usage: node slim.js LOCK");

const lock = JSON.parse(readFileSync(file, "utf8"));
const kept = new Set();
for (const [place, entry] of Object.entries(lock.packages)) {
  if (!/^node_modules\/(media-)?components-\d+$/.test(place)) continue;
  for (const list of ["dependencies", "optionalDependencies", "peerDependencies", "peerDependenciesMeta"]) {
    delete entry[list];
  }
}
keep("");
lock.packages = Object.fromEntries(Object.entries(lock.packages).filter(([place]) => kept.has(place)));
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);

function keep(place) {
  if (kept.has(place)) return;
  kept.add(place);
  const { dependencies, optionalDependencies, peerDependencies } = lock.packages[place];
  for (const name of Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies })) {
    const found = find(place, name);
    if (found) keep(found);
  }
}

// Where Node finds a package: in the closest folder above.
function find(place, name) {
  for (let folder = place; ; folder = dirname(folder)) {
    const there = join(folder, "node_modules", name);
    if (there in lock.packages) return there;
    if (folder === "" || folder === ".") return null;
  }
}
