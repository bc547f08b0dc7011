// Op specs: an op's name and attributes as one number, so that a call carries no more than that.
//
// The ops seen so far are a tree by name and by attribute values, in which a lookup makes nothing new.
import {TextEncoder} from './host/encoding';

export interface OpAttr {
  name: string;
  type: number;
  value: unknown;
}

export const ATTR_TYPES = {
  TF_ATTR_STRING: 0,
  TF_ATTR_INT: 1,
  TF_ATTR_FLOAT: 2,
  TF_ATTR_BOOL: 3,
  TF_ATTR_TYPE: 4,
  TF_ATTR_SHAPE: 5,
};

// An op whose attributes vary without end (seeds, say) must not fill the memory with specs.
const MOST_SPECS = 8192;

/** What N-API says of an argument of another kind. */
export function expected(kind: string): Error {
  return new Error(`Invalid napi_status: A ${kind} was expected\n`);
}

/** One attribute's place in the tree of specs: the ops seen so far, by their attributes' values. */
class SpecNode {
  spec = -1;
  // The attribute that comes next, and the nodes behind its values.
  name = '';
  type = -1;
  next: Map<unknown, SpecNode> | null = null;
}

/** A value as a text that no other value has. */
function exactly(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(value) : `${typeof value}:${String(value)}`;
}

/** A value's key in the tree: lists by their items and their types, everything else as it is. */
function keyOf(value: unknown): unknown {
  return Array.isArray(value) ? `\0${value.map(exactly).join()}` : value;
}

/** A whole list of attributes as one text, as exact as the keys of the tree. */
function textOf(name: string, attrs: OpAttr[]): string {
  const parts = attrs.map(({name: attr, type, value}) =>
    [attr, type, keyOf(value)].map(exactly).join(),
  );
  return [name, ...parts].join('\0');
}

/** A float64, string or boolean attribute value, checked as N-API checks it. */
function numbersOf(type: number, value: unknown): number[] {
  const one = (item: unknown): number => {
    if (type === ATTR_TYPES.TF_ATTR_BOOL) {
      if (typeof item !== 'boolean') throw expected('boolean');
      return item ? 1 : 0;
    }
    if (typeof item !== 'number') throw expected('number');
    return item;
  };
  if (Array.isArray(value)) {
    if (type === ATTR_TYPES.TF_ATTR_TYPE) throw expected('number');
    return value.map(one);
  }
  if (type === ATTR_TYPES.TF_ATTR_SHAPE)
    throw new Error('Invalid napi_status: An array was expected\n');
  return [one(value)];
}

/** Writes a spec as bridge/ops.h, decode_spec, reads it. Returns the bytes written. */
export function encodeSpec(op: string, attrs: OpAttr[], into: Uint8Array): number {
  const encoder = new TextEncoder();
  const view = new DataView(into.buffer, into.byteOffset, into.byteLength);
  let at = 0;
  const room = (size: number): void => {
    if (at + size > into.length) {
      throw new Error(`the attributes of op ${op} take more than ${into.length} bytes`);
    }
  };
  const text = (value: string): void => {
    const bytes = encoder.encode(value);
    room(4 + bytes.length);
    view.setUint32(at, bytes.length, true);
    into.set(bytes, at + 4);
    at += 4 + bytes.length;
  };
  const word = (value: number): void => {
    room(4);
    view.setInt32(at, value, true);
    at += 4;
  };
  text(op);
  word(attrs.length);
  for (const {name, type, value} of attrs) {
    if (typeof name !== 'string') throw new Error('Argument is not a string!');
    if (typeof type !== 'number') throw expected('number');
    text(name);
    word(type);
    word(Array.isArray(value) ? 1 : 0);
    if (type === ATTR_TYPES.TF_ATTR_STRING) {
      const texts = Array.isArray(value) ? value : [value];
      if (Array.isArray(value)) word(value.length);
      for (const one of texts) {
        if (typeof one !== 'string') throw new Error('Argument is not a string!');
        text(one);
      }
    } else {
      if (type < 0 || type > ATTR_TYPES.TF_ATTR_SHAPE) {
        throw new Error(`Unhandled TF_AttrType: ${type}\n`);
      }
      const numbers = numbersOf(type, value);
      word(numbers.length);
      room(8 * numbers.length);
      for (const number of numbers) {
        view.setFloat64(at, number, true);
        at += 8;
      }
    }
  }
  return at;
}

interface Store {
  /** Gives a new spec its number. */
  define(name: string, attrs: OpAttr[]): number;
  /** Forgets every spec; numbers begin anew. */
  clear(): void;
}

/** Returns the function that gives an op's number, defining it the first time it is seen. */
export function createSpecs(store: Store): (name: string, attrs: OpAttr[]) => number {
  const ops = new Map<string, SpecNode>();
  // Specs whose attributes do not come in the order the tree has learnt.
  const oddSpecs = new Map<string, number>();
  let specs = 0;

  function define(name: string, attrs: OpAttr[]): number {
    if (specs >= MOST_SPECS) {
      store.clear();
      ops.clear();
      oddSpecs.clear();
      specs = 0;
    }
    const spec = store.define(name, attrs);
    specs += 1;
    return spec;
  }

  function specOf(name: string, attrs: OpAttr[]): number {
    let node = ops.get(name);
    if (node !== undefined) {
      let i = 0;
      for (; i < attrs.length; i++) {
        const attr = attrs[i] as OpAttr;
        if (node.next === null || node.name !== attr.name || node.type !== attr.type) break;
        const value = attr.value;
        const found: SpecNode | undefined = node.next.get(
          typeof value === 'object' ? keyOf(value) : value,
        );
        if (found === undefined) break;
        node = found;
      }
      if (i === attrs.length && node.spec >= 0) return node.spec;
    }
    return learn(name, attrs);
  }

  function learn(name: string, attrs: OpAttr[]): number {
    const oddKey = textOf(name, attrs);
    const odd = oddSpecs.get(oddKey);
    if (odd !== undefined) return odd;
    const spec = define(name, attrs);
    let node = ops.get(name);
    if (node === undefined) {
      node = new SpecNode();
      ops.set(name, node);
    }
    for (const {name: attrName, type, value} of attrs) {
      if (node.next === null) {
        node.next = new Map();
        node.name = attrName;
        node.type = type;
      } else if (node.name !== attrName || node.type !== type) {
        oddSpecs.set(oddKey, spec);
        return spec;
      }
      let following: SpecNode | undefined = node.next.get(keyOf(value));
      if (following === undefined) {
        following = new SpecNode();
        node.next.set(keyOf(value), following);
      }
      node = following;
    }
    node.spec = spec;
    return spec;
  }

  return specOf;
}
