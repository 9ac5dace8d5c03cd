// The texts that an expression can have, as far as they stand in the code.
//
// A text whose parts are not all known keeps a hole, written ${…}, in the place of each unknown
// part, so that `layout[${e}]` is told from `layout[]`.

export const HOLE = "${…}";

const DEPTH = 12;

const collected = new WeakMap();

/** The paths of all nodes of a `type` in a program, in the order of the code, from one traversal for all types. */
export function pathsOf(program, type) {
  if (!collected.has(program)) {
    const found = new Map();
    program.traverse({
      enter(path) {
        if (!found.has(path.type)) found.set(path.type, []);
        found.get(path.type).push(path);
      },
    });
    collected.set(program, found);
  }
  return collected.get(program).get(type) ?? [];
}

/** Every text that the expression at `path` can have, without doubles, in the order of the code. */
export function texts(path, depth = DEPTH) {
  return [...new Set(parts(path, depth))];
}

/** Whether a text is known in full. */
export const isWhole = (text) => !text.includes(HOLE);

/** The function that a name stands for, through wrappers such as memo() and forwardRef(). */
export function functionOf(path) {
  if (path.isFunction()) return path;
  if (path.isIdentifier()) {
    const declared = path.scope.getBinding(path.node.name)?.path;
    if (declared?.isFunctionDeclaration()) return declared;
    if (declared?.isVariableDeclarator() && declared.get("id").isIdentifier()) {
      const value = declared.get("init");
      return value.node ? functionOf(value) : null;
    }
  }
  if (path.isCallExpression() && path.node.arguments.length) return functionOf(path.get("arguments.0"));
  return null;
}

/** The name of a property, or null where it is computed. */
export function nameOf(property) {
  const { key, computed } = property.node;
  if (!key || computed) return null;
  return key.type === "Identifier" ? key.name : String(key.value);
}

/** The value of the property `name` of an object literal, or null. */
export function valueOf(object, name) {
  if (!object?.isObjectExpression()) return null;
  const property = object.get("properties").find((it) => it.isObjectProperty() && nameOf(it) === name);
  return property ? property.get("value") : null;
}

function parts(path, depth) {
  if (!path?.node || depth === 0) return [HOLE];
  const next = (key) => parts(path.get(key), depth - 1);
  if (path.isStringLiteral() || path.isNumericLiteral()) return [String(path.node.value)];
  if (path.isConditionalExpression()) return [...next("consequent"), ...next("alternate")];
  if (path.isLogicalExpression()) return either([...next("left"), ...next("right")]);
  if (path.isBinaryExpression({ operator: "+" })) return join([next("left"), next("right")]);
  if (path.isTemplateLiteral()) return template(path, depth);
  if (path.isIdentifier()) return ofName(path, depth);
  if (path.isMemberExpression()) return ofMember(path, depth);
  if (path.isArrayExpression()) return path.get("elements").flatMap((it) => parts(it, depth - 1));
  return [HOLE];
}

// `name || "Session"`: of an unknown left side the known right side is what the code says.
const either = (all) => (all.some(isWhole) ? all.filter((text) => text !== HOLE) : all);

const join = (lists) =>
  lists.reduce((heads, tails) => heads.flatMap((head) => tails.map((tail) => head + tail)), [""]);

function template(path, depth) {
  const holes = path.get("expressions").map((it) => parts(it, depth - 1));
  const pieces = path.node.quasis.flatMap(({ value }, at) => [[value.cooked], holes[at] ?? [""]]);
  return join(pieces);
}

function ofName(path, depth) {
  const binding = path.scope.getBinding(path.node.name);
  const declared = binding?.path;
  if (!binding?.constant || !declared?.isVariableDeclarator()) return [HOLE];
  if (!declared.get("id").isIdentifier()) return [HOLE];
  return parts(declared.get("init"), depth - 1);
}

// `Names.Leave`, where Names is an enumeration or a plain object.
function ofMember(path, depth) {
  const members = membersOf(path.get("object"));
  if (!members) return [HOLE];
  const property = path.get("property");
  const names = path.node.computed ? parts(property, depth - 1) : [property.node.name];
  const known = names.flatMap((name) => (name === HOLE ? [...members.keys()] : [name]));
  return known.flatMap((name) => (members.has(name) ? parts(members.get(name), depth - 1) : [HOLE]));
}

/** The members of an enumeration or object literal that `path` names: name -> path of the value. */
export function membersOf(path) {
  if (!path.isIdentifier()) return null;
  const binding = path.scope.getBinding(path.node.name);
  if (!binding?.path.isVariableDeclarator()) return null;
  const init = binding.path.get("init");
  if (init.isObjectExpression()) {
    const properties = init.get("properties").filter((it) => it.isObjectProperty() && nameOf(it));
    return new Map(properties.map((it) => [nameOf(it), it.get("value")]));
  }
  return enumeration(init);
}

/** Every enumeration of the bundle: a list of maps, name -> path of the value. */
export function enumerations(program) {
  return pathsOf(program, "VariableDeclarator").map((path) => enumeration(path.get("init"))).filter(Boolean);
}

// What TypeScript makes of an enum: ((e) => (e.A = "a", e.B = "b", e))(Name || {})
function enumeration(init) {
  if (!init.isCallExpression() || !init.get("callee").isFunction()) return null;
  const members = new Map();
  init.get("callee").traverse({
    AssignmentExpression(assignment) {
      const left = assignment.get("left");
      if (!left.isMemberExpression()) return;
      const property = left.get("property");
      const name = left.node.computed ? property.node.value : property.node.name;
      if (typeof name === "string") members.set(name, assignment.get("right"));
    },
  });
  return members.size ? members : null;
}
