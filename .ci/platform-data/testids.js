// The test ids that a bundle knows, which are what a manifest may name to hide a part.

import { HOLE, enumerations, isWhole, nameOf, pathsOf, texts } from "./values.js";

/** Every test id of the bundle -> whether the bundle does something with it but list it. */
export function testIds(program) {
  const drawn = new Set();
  for (const path of pathsOf(program, "ObjectProperty")) {
    if (nameOf(path) !== "data-testid") continue;
    for (const id of texts(path.get("value"))) if (isWhole(id)) drawn.add(id);
  }
  const used = new Map([...drawn].map((id) => [id, true]));
  for (const members of enumerations(program)) {
    const ids = [...members].map(([name, value]) => [name, texts(value)[0]]);
    // The list of test ids is the one that many elements take their id from.
    if (ids.filter(([, id]) => drawn.has(id)).length < 2) continue;
    const named = namesUsed(program, members);
    for (const [name, id] of ids) if (isWhole(id)) used.set(id, used.get(id) || named.has(name));
  }
  return new Map([...used].filter(([id]) => id !== HOLE).sort(([a], [b]) => (a < b ? -1 : 1)));
}

// The members of an enumeration that the rest of the bundle names, as in `Ids.ButtonChat`.
function namesUsed(program, members) {
  const [value] = members.values();
  const declarator = value.findParent((it) => it.isVariableDeclarator());
  const { referencePaths } = declarator.scope.getBinding(declarator.node.id.name);
  return new Set(
    referencePaths
      .filter(({ parent }) => parent.type === "MemberExpression" && !parent.computed)
      .map(({ parent }) => parent.property.name),
  );
}
