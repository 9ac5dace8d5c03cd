// Writes what the published component packages say into FOLDER, as the data files
// translations.json and testids.json of themebuilder.platform.

import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { parse } from "@babel/parser";
import babelTraverse from "@babel/traverse";
import { members } from "./families.js";
import { testIds } from "./testids.js";
import { overlooked, placeholders, requests, tags } from "./translations.js";
import { HOLE, isWhole } from "./values.js";

const traverse = babelTraverse.default;
const require = createRequire(import.meta.url);

const [folder, ...unpacked] = process.argv.slice(2);
if (!folder) throw new Error("Usage: node find.js FOLDER [UNPACKED PACKAGE...]");

// Every version of the components in package.json, and those that are given, oldest first. Each
// version of media-components is read with the version of components that it is built on.
const { dependencies: aliases } = JSON.parse(readFileSync("package.json", "utf8"));
const packages = [
  ...Object.keys(aliases).filter((alias) => /^(media-)?components-/.test(alias)).map(installed),
  ...unpacked,
].map(bundle);
const releases = packages
  .filter(({ name }) => name.endsWith("/media-components"))
  .sort((a, b) => a.version.localeCompare(b.version, "en", { numeric: true }))
  .map((media) => ({ media, base: packages.find(({ name, version }) => media.dependencies[name] === version) }));
const versions = releases.map(({ media }) => media.version);
for (const { media, base } of releases) {
  if (!base) throw new Error(`${media.name} ${media.version} needs another version of its components`);
}

writeFileSync(join(folder, "translations.json"), written(translations()));
writeFileSync(join(folder, "testids.json"), written(allTestIds()));

function installed(alias) {
  return join(require.resolve.paths(alias)[0], alias);
}

function bundle(folder) {
  const { name, version, module, dependencies } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  let program;
  traverse(parse(readFileSync(join(folder, module), "utf8"), { sourceType: "module" }), {
    Program(path) {
      program = path;
      path.stop();
    },
  });
  return { name, version, dependencies: dependencies ?? {}, program };
}

function translations() {
  const [fixed, computed] = [new Map(), new Map()];
  for (const { media } of releases) {
    for (const [key, entry] of textsOf(media.program)) {
      const target = entry.family ? computed : fixed;
      if (!target.has(key)) target.set(key, new Map());
      target.get(key).set(media.version, entry);
    }
  }
  return {
    source: `npm ${releases[0].media.name}`,
    versions,
    keys: table(fixed, history),
    computed: table(computed, history),
  };
}

// Key -> {en, also, rich, unfilled, family} of one bundle.
function textsOf(program) {
  const asked = requests(program);
  const rest = overlooked(program, asked);
  if (rest.length) throw new Error(`Keys that no call was found for: ${rest.join(", ")}`);
  if (asked.some(({ counts }) => counts)) throw new Error("A text has plural forms now");
  const found = new Map();
  for (const [key, sites] of groupBy(asked, ({ key }) => key)) {
    if (isWhole(key)) found.set(key, { ...found.get(key), ...entry(sites) });
    else addFamily(found, key, sites, members(program, key));
  }
  return found;
}

function addFamily(found, pattern, sites, all) {
  for (const member of all) {
    const key = pattern.replace(HOLE, member);
    // The app shows the member itself where the code says so, as for the names of layouts.
    const shown = sites.map((site) => (site.english === HOLE ? { ...site, english: member } : site));
    found.set(key, { ...entry(shown), ...found.get(key), family: pattern.replace(HOLE, "…") });
  }
}

function groupBy(all, keyOf) {
  const groups = new Map();
  for (const it of all) groups.set(keyOf(it), [...(groups.get(keyOf(it)) ?? []), it]);
  return groups;
}

function entry(sites) {
  const english = [...new Set(sites.map((site) => site.english).filter((text) => text !== null))];
  const isFilled = (name) => sites.some(({ offered, spread }) => spread || offered.includes(name));
  return {
    en: (english[0] ?? "").replace(HOLE, "…"),
    also: english.slice(1),
    rich: sites.some(({ rich }) => rich),
    unfilled: [...new Set(english.flatMap(placeholders))].filter((name) => !isFilled(name)),
  };
}

// One line of the table: the newest text, the versions that have the key, and older texts.
function history(byVersion) {
  const [since, until] = span(byVersion);
  const newest = byVersion.get(until);
  const older = [...byVersion].filter(([, { en }]) => en !== newest.en).map(([version, { en }]) => [version, en]);
  for (const { en, rich } of byVersion.values()) {
    if (en === newest.en && rich !== newest.rich && tags(en).length) throw new Error(`Tags of ${en} vary`);
  }
  return {
    en: newest.en,
    since,
    ...(until !== versions.at(-1) && { until }),
    ...(newest.rich && { rich: true }),
    ...(newest.also.length && { also: newest.also }),
    ...(newest.unfilled.length && { unfilled: newest.unfilled }),
    ...(older.length && { was: older }),
    ...(newest.family && { family: newest.family }),
  };
}

function span(byVersion) {
  const has = versions.map((version) => byVersion.has(version));
  const [first, last] = [has.indexOf(true), has.lastIndexOf(true)];
  if (!has.slice(first, last + 1).every(Boolean)) throw new Error("Something went and came back");
  return [versions[first], versions[last]];
}

function allTestIds() {
  const found = {};
  for (const part of ["media", "base"]) {
    const ids = new Map();
    for (const release of releases) {
      for (const [id, used] of testIds(release[part].program)) {
        if (!ids.has(id)) ids.set(id, new Map());
        ids.get(id).set(release.media.version, used);
      }
    }
    found[releases[0][part].name] = table(ids, (byVersion) => {
      const [since, until] = span(byVersion);
      return {
        since,
        ...(until !== versions.at(-1) && { until }),
        ...(!byVersion.get(until) && { unused: true }),
      };
    });
  }
  return {
    source: "npm",
    versions,
    builtOn: Object.fromEntries(releases.map(({ media, base }) => [media.version, base.version])),
    ids: found,
  };
}

// Sorted by code point, so that the file is the same wherever it is made.
function table(entries, line) {
  const sorted = [...entries].sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(sorted.map(([key, byVersion]) => [key, line(byVersion)]));
}

// JSON with one key a line, so that a change of the data reads as one.
function written(value, depth = 0) {
  const isNested = (it) => typeof it === "object" && !Array.isArray(it);
  if (!isNested(value) || (depth && !Object.values(value).some(isNested))) return JSON.stringify(value);
  const indent = " ".repeat(depth);
  const entries = Object.entries(value).map(([key, it]) => `${indent} ${JSON.stringify(key)}: ${written(it, depth + 1)}`);
  return `{\n${entries.join(",\n")}\n${indent}}${depth ? "" : "\n"}`;
}
