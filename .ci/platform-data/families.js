// Keys that are put together while the app runs, and the members that the bundle knows of.

import { enumerations, isWhole, pathsOf, texts } from "./values.js";

/**
 * The members of the family that `pattern` names (a key with a hole), or an empty list where the
 * bundle does not say.
 */
export function members(program, pattern) {
  const find = FAMILIES[pattern];
  if (!find) throw new Error(`No one knows yet which keys ${pattern} stands for`);
  return find(program);
}

const FAMILIES = {
  "common.client-name[${…}]": (program) => list(program, "pexip-room"),
  // Which devices can be refused is written in another package.
  "media.permission-info.[${…}].title": () => [],
  "media.test-your-microphone-title-[${…}]": (program) => enumeration(program, "before-testing"),
  "settings.layout[${…}]": (program) => enumeration(program, "1:7"),
  "stats.[${…}]": metrics,
};

const enumeration = (program, member) =>
  enumerations(program)
    .map((members) => [...members.values()].flatMap((value) => texts(value)))
    .find((values) => values.includes(member));

function list(program, member) {
  return pathsOf(program, "ArrayExpression")
    .map((path) => texts(path))
    .find((values) => values.includes(member) && values.every(isWhole));
}

// Rows of the statistics: a function gives a list of [name, figure, …].
function metrics(program) {
  const found = new Set();
  for (const path of pathsOf(program, "ReturnStatement")) {
    const rows = path.get("argument");
    if (!rows.isArrayExpression()) continue;
    const heads = rows.get("elements").map((row) => row.isArrayExpression() && row.get("elements.0"));
    if (!heads.length || !heads.every((head) => head && head.isStringLiteral())) continue;
    if (heads.some(({ node }) => !/^[a-z]+(-[a-z]+)*$/.test(node.value))) continue;
    for (const { node } of heads) found.add(node.value);
  }
  return [...found].sort();
}
