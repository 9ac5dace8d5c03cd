// The texts that a bundle asks i18next for: each key with the English text that stands in the code.

import { createRequire } from "node:module";
import { createElement } from "react";
import { HOLE, isWhole, nameOf, pathsOf, texts, valueOf } from "./values.js";
import { localNames, translators } from "./translators.js";

// The rule that makes <0>…</0> of children is react-i18next's own; the package does not offer it by
// name, so it is taken by its file.
const main = createRequire(import.meta.url).resolve("react-i18next");
const { nodesToString } = createRequire(main)("./TransWithoutContext.js");

// What react-i18next does unless it is told otherwise.
const TRANS_OPTIONS = {
  transSupportBasicHtmlNodes: true,
  transKeepBasicHtmlNodesFor: ["br", "strong", "i", "p"],
};

// Names that i18next keeps for itself among the values for {{placeholders}}.
const OPTIONS = new Set(["defaultValue", "nsSeparator", "keySeparator", "ns", "lng", "context", "count"]);

/**
 * Every place where the bundle asks for a text, in the order of the code:
 * {key, english, rich, offered, counts}. A key or text that is put together while the app runs has
 * a hole; `english` is null where the code has no text, `offered` names the values handed over,
 * `rich` is true for <Trans>, `counts` where i18next would look for plural forms.
 */
export function requests(program) {
  const isT = translators(program);
  const trans = new Set(localNames(program, "react-i18next", "Trans"));
  const found = [];
  for (const path of pathsOf(program, "CallExpression")) {
    const [first] = path.get("arguments");
    if (isT(path.get("callee"))) found.push(...fromCall(path.get("arguments")));
    else if (first?.isIdentifier() && trans.has(first.node.name)) found.push(...fromTrans(path));
  }
  return found;
}

/**
 * Texts that look like keys but were not asked for: none, as long as translators() knows all the
 * ways in which a bundle reaches t().
 */
export function overlooked(program, found) {
  const sections = new Set(found.map(({ key }) => key.split(".")[0]));
  const keys = new Set(found.map(({ key }) => key));
  const looksLikeKey = (value) =>
    /^[a-z][a-z-]*(\.[a-z0-9 [\]:-]+)+$/.test(value) && sections.has(value.split(".")[0]) && !keys.has(value);
  return [...new Set(pathsOf(program, "StringLiteral").map(({ node }) => node.value).filter(looksLikeKey))];
}

function fromCall([key, second, third]) {
  const options = [second, third].find((it) => it?.isObjectExpression());
  const text = second === options ? valueOf(options, "defaultValue") : second;
  const english = text?.node ? texts(text) : [null];
  return pairs(texts(key), english).map((pair) => ({ ...pair, rich: false, ...handedOver(options) }));
}

function fromTrans(path) {
  const [, props, ...children] = path.get("arguments");
  const defaults = valueOf(props, "defaults");
  const english = defaults ? texts(defaults)[0] : nodesToStringQuietly(children.map(node));
  const { offered, spread } = handedOver(valueOf(props, "values"));
  // Values also stand among the children, as objects.
  const all = defaults ? offered : [...new Set([...offered, ...placeholders(english)])].sort();
  const counts = valueOf(props, "count") !== null;
  return texts(valueOf(props, "i18nKey")).map((key) => ({ key, english, rich: true, offered: all, spread, counts }));
}

// The values for {{placeholders}}; `spread` where their names do not stand in the code.
function handedOver(options) {
  const properties = options?.isObjectExpression() ? options.get("properties") : [];
  const names = properties.filter((it) => it.isObjectProperty()).map(nameOf);
  return {
    offered: names.filter((name) => !OPTIONS.has(name)).sort(),
    spread: names.length < properties.length,
    counts: names.includes("count"),
  };
}

export const placeholders = (text) =>
  [...new Set([...text.matchAll(/\{\{-?\s*([^,}\s]+)\s*(?:,[^}]*)?\}\}/g)].map(([, name]) => name))];

export const tags = (text) => [...new Set([...text.matchAll(/<(\w+)\/?>/g)].map(([, name]) => name))];

// A choice of keys and as many texts belong together one by one.
function pairs(keys, english) {
  if (keys.length > 1 && keys.length === english.length) {
    return keys.map((key, at) => ({ key, english: english[at] }));
  }
  return keys.flatMap((key) => english.map((text) => ({ key, english: text })));
}

// The React element, text, object or number that a child of <Trans> is when the app runs.
function node(path) {
  if (isCreateElement(path)) {
    const [type, props, ...children] = path.get("arguments");
    const name = type.isStringLiteral() ? type.node.value : () => null;
    return createElement(name, named(props), ...children.map(node));
  }
  if (path.isObjectExpression()) return named(path);
  const known = texts(path);
  // A value that only the running app knows: a bare number, which <Trans> leaves out.
  return known.length === 1 && isWhole(known[0]) && known[0] !== HOLE ? known[0] : 0;
}

const isCreateElement = (path) =>
  path.isCallExpression() &&
  path.get("callee").isMemberExpression() &&
  path.node.callee.property.name === "createElement";

// Only the names of properties count for the numbering of tags.
function named(path) {
  if (!path?.isObjectExpression()) return null;
  return Object.fromEntries(path.get("properties").map((it) => [it.isObjectProperty() ? nameOf(it) : "rest", true]));
}

function nodesToStringQuietly(children) {
  const { warn } = console;
  console.warn = () => {};
  try {
    return nodesToString(children, TRANS_OPTIONS);
  } finally {
    console.warn = warn;
  }
}
