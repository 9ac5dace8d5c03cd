// Which names of a bundle are i18next's t().
//
// A bundle renames everything, so the name says nothing. What does is where a name comes from:
// useTranslation() of react-i18next or t of i18next, and from there through arguments, properties
// of components and plain renaming.

import { functionOf, nameOf, pathsOf } from "./values.js";

/** A test that says whether the expression at a path is t(). */
export function translators(program) {
  const known = new Set();
  const isT = (path) => {
    if (path.isIdentifier()) return known.has(path.scope.getBinding(path.node.name));
    if (!path.isMemberExpression() || path.node.computed) return false;
    return path.node.property.name === "t" && known.has(objectOf(path));
  };
  for (const path of pathsOf(program, "ImportDeclaration")) fromImport(path, known);
  let before;
  do {
    before = known.size;
    for (const path of pathsOf(program, "VariableDeclarator")) fromDeclaration(path, known, isT);
    for (const path of pathsOf(program, "CallExpression")) fromCall(path, known, isT);
  } while (known.size > before);
  return isT;
}

/** The local names that `program` gives to `imported` of `source`. */
export function localNames(program, source, imported) {
  return program
    .get("body")
    .filter((it) => it.isImportDeclaration() && it.node.source.value === source)
    .flatMap((it) => it.get("specifiers"))
    .filter((it) => it.isImportSpecifier() && it.node.imported.name === imported)
    .map((it) => it.node.local.name);
}

const objectOf = (path) => {
  const object = path.get("object");
  return object.isIdentifier() ? object.scope.getBinding(object.node.name) : undefined;
};

function fromImport(path, known) {
  if (path.node.source.value !== "i18next") return;
  for (const it of path.get("specifiers")) {
    const isDefault = it.isImportDefaultSpecifier();
    const isT = it.isImportSpecifier() && it.node.imported.name === "t";
    if (isDefault || isT) known.add(path.scope.getBinding(it.node.local.name));
  }
}

function fromDeclaration(path, known, isT) {
  const [id, init] = [path.get("id"), path.get("init")];
  if (!init.node) return;
  if (id.isIdentifier() && isT(init)) known.add(path.scope.getBinding(id.node.name));
  if (!callsUseTranslation(init)) return;
  if (id.isIdentifier()) known.add(path.scope.getBinding(id.node.name));
  if (id.isObjectPattern()) addProperty(id, "t", known);
}

function callsUseTranslation(path) {
  if (!path.isCallExpression() || !path.get("callee").isIdentifier()) return false;
  const source = path.scope.getBinding(path.node.callee.name)?.path;
  return source?.isImportSpecifier() === true && source.node.imported.name === "useTranslation";
}

function fromCall(path, known, isT) {
  const given = path.get("arguments");
  const isElement = given.length > 1 && isCreateElement(path);
  const called = functionOf(isElement ? given[0] : path.get("callee"));
  if (!called) return;
  const values = isElement ? [given[1]] : given;
  values.forEach((value, at) => {
    const parameter = called.get("params")[at];
    if (!parameter) return;
    if (isT(value)) addParameter(parameter, known);
    if (!value.isObjectExpression()) return;
    for (const property of value.get("properties")) {
      if (property.isObjectProperty() && isT(property.get("value"))) {
        addProperty(parameter, nameOf(property), known);
      }
    }
  });
}

const isCreateElement = (path) => {
  const callee = path.get("callee");
  return callee.isMemberExpression() && callee.node.property.name === "createElement";
};

function addParameter(parameter, known) {
  const target = parameter.isAssignmentPattern() ? parameter.get("left") : parameter;
  if (target.isIdentifier()) known.add(target.scope.getBinding(target.node.name));
}

function addProperty(pattern, name, known) {
  const target = pattern.isAssignmentPattern() ? pattern.get("left") : pattern;
  if (!target.isObjectPattern()) return;
  for (const property of target.get("properties")) {
    if (property.isObjectProperty() && nameOf(property) === name) {
      addParameter(property.get("value"), known);
    }
  }
}
