// Reads TensorFlow.js's own type declarations: node js/tools/declarations.mjs OUT.json
//
// What Python's face needs of them (python/tandem/tfjs): the names there are, each function's
// parameters and which of them takes options, what answers with a promise, and types in Python's
// words for the .pyi. OUT is python/tandem/tfjs/declarations.json, which is kept.
import {writeFileSync} from 'node:fs';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import {SyntaxKind} from 'typescript/unstable/ast';
import {API, SignatureKind, SymbolFlags, TypeFlags} from 'typescript/unstable/sync';
import {markNumbers} from './numbers.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
const api = new API({cwd: here});
const config = path.join(here, '..', 'tsconfig.json');
const project = api.updateSnapshot({openProjects: [config]}).getProject(config);
const {checker, program} = project;

/** Types of JavaScript's own library that come to Python as something of Python's own. */
const BUILTIN = {
  Promise: null,
  Array: null,
  ReadonlyArray: null,
  Float32Array: 'np.ndarray',
  Int32Array: 'np.ndarray',
  Uint8Array: 'np.ndarray',
  Uint8ClampedArray: 'np.ndarray',
  Float64Array: 'np.ndarray',
  ArrayBuffer: 'bytes',
  Buffer: 'np.ndarray',
  Error: 'Exception',
};

const classes = new Map();
const queue = [];

function classNamed(symbol) {
  const name = symbol.name;
  if (!classes.has(name)) {
    classes.set(name, null);
    queue.push(symbol);
  }
  return name;
}

/** What the webgl backend exports is left out of the bundle (js/host/webgl.ts). */
function isOfTfjs(symbol) {
  const file = String(symbol.declarations[0]?.path ?? '');
  return file.includes('/@tensorflow/') && !file.includes('/tfjs-backend-webgl/');
}

function isTensorLike(parts) {
  const names = parts.map((part) => part.getSymbol()?.name);
  const isArray = names.includes('Float32Array') && names.includes('Uint8Array');
  // Typed arrays alone are data, of which no tensor is to be made.
  return isArray && (names.includes('Tensor') || parts.some(({flags}) => flags & TypeFlags.Number));
}

function union(parts, depth) {
  // tf.Tensor | TypedArray | number | ... is what any op takes.
  if (isTensorLike(parts)) return 'TensorLike';
  const words = [...new Set(parts.map((part) => python(part, depth)))];
  if (words.includes('Any')) return 'Any';
  return words.sort((a, b) => (a === 'None') - (b === 'None')).join(' | ');
}

/** A type in Python's words. */
function python(type, depth = 0) {
  if (type === undefined || depth > 6) return 'Any';
  const {flags} = type;
  if (flags & (TypeFlags.Any | TypeFlags.Unknown | TypeFlags.Never)) return 'Any';
  if (flags & (TypeFlags.Void | TypeFlags.Undefined | TypeFlags.Null)) return 'None';
  if (flags & TypeFlags.BooleanLike) return 'bool';
  if (flags & TypeFlags.NumberLike) return 'float';
  if (flags & TypeFlags.StringLike) return 'str';
  if (type.isUnionType()) return union(type.getTypes(), depth);
  if (type.isTypeParameter()) {
    return python(checker.getBaseConstraintOfType(type), depth + 1);
  }
  if (!type.isObjectType()) return 'Any';
  if (checker.isTupleType(type)) return 'Sequence[Any]';
  const symbol = type.getSymbol();
  const name = symbol?.name ?? '';
  if (name === 'Promise') return python(checker.getTypeArguments(type)[0], depth + 1);
  if (checker.isArrayLikeType(type) && (name === 'Array' || name === 'ReadonlyArray')) {
    return `Sequence[${python(checker.getTypeArguments(type)[0], depth + 1)}]`;
  }
  if (BUILTIN[name]) return BUILTIN[name];
  if (symbol !== undefined && symbol.flags & SymbolFlags.Class) {
    return isOfTfjs(symbol) ? classNamed(symbol) : 'Any';
  }
  if (checker.getSignaturesOfType(type, SignatureKind.Call).length > 0) return 'Callable[..., Any]';
  return 'dict[str, Any]';
}

function typeOf(symbol) {
  return checker.getTypeOfSymbol(symbol);
}

/** The parts of a type other than `undefined` and `null`. */
function present(type) {
  const parts = type.isUnionType() ? type.getTypes() : [type];
  return parts.filter((part) => !(part.flags & (TypeFlags.Undefined | TypeFlags.Null)));
}

/** The names in a parameter that takes options, or null where it takes none. */
function optionsOf(type) {
  const parts = present(type);
  if (parts.length !== 1) return null;
  const [part] = parts;
  const symbol = part.getSymbol();
  if (!(part.isObjectType() || part.isIntersectionType()) || checker.isTupleType(part)) return null;
  if (symbol !== undefined && symbol.flags & SymbolFlags.Class) return null;
  if (BUILTIN[symbol?.name] !== undefined) return null;
  if (checker.getSignaturesOfType(part, SignatureKind.Call).length > 0) return null;
  if (checker.getIndexInfosOfType(part).length > 0) return null;
  const properties = checker.getPropertiesOfType(part);
  // An interface of methods is an object that is handed in, not a bag of options.
  const plain = properties.filter((property) => !(property.flags & SymbolFlags.Method));
  if (plain.length === 0 && properties.length > 0) return null;
  return Object.fromEntries(plain.map((property) => [property.name, python(typeOf(property))]));
}

function doc(symbol) {
  const text = checker.getDocumentationCommentOfSymbol(symbol) ?? '';
  return text
    .split(/\n\s*\n/)[0]
    .replace(/\s+/g, ' ')
    .trim();
}

function isOptional(parameter) {
  const declaration = parameter.valueDeclaration?.resolve(project);
  return declaration?.questionToken !== undefined || declaration?.initializer !== undefined;
}

/** The declared signature that says most: the one with the most parameters. */
function signatureOf(signatures, symbol) {
  const required = (signature) =>
    signature.getParameters().filter((parameter) => !isOptional(parameter)).length;
  const least = Math.min(...signatures.map(required));
  const best = [...signatures].sort((a, b) => b.parameters.length - a.parameters.length)[0];
  const parameters = best.getParameters();
  const result = best.isConstruct ? null : checker.getReturnTypeOfSignature(best);
  const described = {
    kind: 'function',
    params: parameters.map((parameter, index) => {
      const type = typeOf(parameter);
      const entry = {name: parameter.name, type: python(type)};
      // Overloads have their own ways to leave things out.
      if (index >= least || signatures.length > 1) entry.optional = true;
      if (best.hasRestParameter && index === parameters.length - 1) entry.rest = true;
      // Layers take what they like, and one is declared as if it did.
      const isBag = ['args', 'kwargs'].includes(parameter.name) && entry.type.startsWith('dict');
      const options = parameter.name === 'kwargs' ? {} : (optionsOf(type) ?? (isBag ? {} : null));
      if (options !== null) entry.options = options;
      return entry;
    }),
    returns: result === null ? 'None' : python(result),
  };
  if (result !== null && present(result).some((part) => part.getSymbol()?.name === 'Promise')) {
    described.async = true;
  }
  const text = symbol === undefined ? '' : doc(symbol);
  if (text !== '') described.doc = text;
  return described;
}

function isPrivate(symbol) {
  const declaration = symbol.declarations[0]?.resolve(project);
  const modifiers = declaration?.modifiers ?? [];
  return [...modifiers].some(({kind}) => kind === SyntaxKind.PrivateKeyword);
}

function member(symbol) {
  const type = typeOf(symbol);
  const calls = checker.getSignaturesOfType(type, SignatureKind.Call);
  if (symbol.flags & SymbolFlags.Method && calls.length > 0) return signatureOf(calls, symbol);
  return {kind: 'value', type: python(type)};
}

function describeClass(symbol) {
  const declared = checker.getDeclaredTypeOfSymbol(symbol);
  const base = declared.getBaseTypes()?.[0]?.getSymbol();
  const members = {};
  for (const property of symbol.getMembers().values()) {
    const {name, flags} = property;
    const isMember = flags & (SymbolFlags.Method | SymbolFlags.Property | SymbolFlags.Accessor);
    if (!isMember || name.startsWith('_') || isPrivate(property)) continue;
    members[name] = member(property);
  }
  const construct = checker.getSignaturesOfType(typeOf(symbol), SignatureKind.Construct);
  const described = {members};
  if (base !== undefined && base.flags & SymbolFlags.Class) described.base = classNamed(base);
  if (construct.length > 0) {
    described.construct = signatureOf(construct).params;
  }
  const text = doc(symbol);
  if (text !== '') described.doc = text;
  return described;
}

/** One export: a function, class, namespace or value; null for a type alone. */
function describe(symbol, depth) {
  const target = symbol.flags & SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  if (!isOfTfjs(target)) return null;
  if (target.flags & SymbolFlags.Class) return {kind: 'class', name: classNamed(target)};
  if (target.flags & SymbolFlags.ValueModule) {
    const members = namespace(checker.getExportsOfModule(target), depth + 1);
    return {kind: 'namespace', members};
  }
  const values = SymbolFlags.Function | SymbolFlags.Variable | SymbolFlags.Enum;
  if (!(target.flags & (values | SymbolFlags.Property | SymbolFlags.Method))) return null;
  const type = typeOf(target);
  const construct = checker.getSignaturesOfType(type, SignatureKind.Construct);
  const statics = checker.getPropertiesOfType(type).filter(({name}) => name !== 'prototype');
  if (construct.length > 0 && target.flags & SymbolFlags.Variable && statics.length > 0) {
    // `tf.train` is a class of static functions.
    return {kind: 'namespace', members: namespace(statics, depth + 1)};
  }
  if (construct.length > 0 && type.getSymbol() !== undefined) {
    // `typeof SomeClass`, under the name of a property.
    const made = checker.getReturnTypeOfSignature(construct[0])?.getSymbol();
    if (made !== undefined) return {kind: 'class', name: classNamed(made)};
  }
  const calls = checker.getSignaturesOfType(type, SignatureKind.Call);
  if (calls.length > 0) return signatureOf(calls, target);
  const properties = type.isObjectType() ? checker.getPropertiesOfType(type) : [];
  const isTypeOfClass = (type.getSymbol()?.flags ?? 0) & SymbolFlags.Class;
  const callable = (property) =>
    checker.getSignaturesOfType(typeOf(property), SignatureKind.Call).length > 0;
  if (depth < 2 && !isTypeOfClass && properties.some(callable)) {
    return {kind: 'namespace', members: namespace(properties, depth + 1)};
  }
  return {kind: 'value', type: python(type)};
}

function namespace(symbols, depth) {
  const members = {};
  for (const symbol of [...symbols].sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (symbol.name.startsWith('_') || symbol.name === 'prototype') continue;
    const described = describe(symbol, depth);
    if (described !== null) members[symbol.name] = described;
  }
  return members;
}

const source = program.getSourceFile(path.join(here, '..', 'embedded.ts'));
const imported = source.statements.find(
  (statement) => statement.moduleSpecifier?.text === '@tensorflow/tfjs-node',
);
const root = checker.getSymbolAtLocation(imported.moduleSpecifier);
const members = namespace(checker.getExportsOfModule(root), 0);
while (queue.length > 0) {
  const symbol = queue.shift();
  classes.set(symbol.name, describeClass(symbol));
}
api.close();
markNumbers(members, classes);

/** One line a name, so that a difference can be read. */
function lines(entries) {
  return entries
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, entry]) => `${JSON.stringify(name)}: ${JSON.stringify(entry)}`)
    .join(',\n');
}

const text = `{"members": {\n${lines(Object.entries(members))}\n},\n"classes": {\n${lines([...classes])}\n}}\n`;
writeFileSync(process.argv[2], text);
