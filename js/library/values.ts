// Values between Python and JavaScript as JSON; python/tandem/tfjs/values.py is the other end.
//
// What JSON has passes as it is, and numbers stay whole where they are whole. Everything else is an
// object with a tag in `$`. Tensors pass as ids of the bridge's tensors, objects as handles: numbers
// that Python gives back when it lets go of them.
import * as tf from '@tensorflow/tfjs-node';
import {binding} from '../host/require';

/** What of tfjs-node's backend its own types keep private. */
interface NodeBackend {
  createOutputTensor(metadata: {id: number; shape: number[]; dtype: number}): tf.Tensor;
  getInputTensorIds(tensors: tf.Tensor[]): number[];
}

const nodeBackend = tf.findBackend('tensorflow') as unknown as NodeBackend;

interface Entry {
  value: object;
  /** How often Python was given it; it is let go of when Python has given back as many. */
  given: number;
}

const entries = new Map<number, Entry>();
const numbers = new WeakMap<object, number>();
let next = 1;

/** The object behind a handle. */
export function objectOf(handle: number): object {
  const entry = entries.get(handle);
  if (entry === undefined) throw new Error(`handle ${handle} was let go of`);
  return entry.value;
}

/** The handle of an object, given out once more. */
export function handleOf(value: object): number {
  let handle = numbers.get(value);
  if (handle === undefined) {
    handle = next++;
    numbers.set(value, handle);
  }
  const entry = entries.get(handle);
  if (entry === undefined) entries.set(handle, {value, given: 1});
  else entry.given += 1;
  return handle;
}

/** Takes a handle back; the object where it was given out for the last time. */
export function giveBack(handle: number, times: number): object | null {
  const entry = entries.get(handle);
  if (entry === undefined) return null;
  entry.given -= times;
  if (entry.given > 0) return null;
  entries.delete(handle);
  return entry.value;
}

/** The handle that Python has of an object, or 0. */
export function knownHandle(object: object): number {
  const handle = numbers.get(object) ?? 0;
  return entries.has(handle) ? handle : 0;
}

/** Whether Python has a handle of an object. */
export function isHeld(object: object): boolean {
  return knownHandle(object) !== 0;
}

/** All objects that Python holds. */
export function objects(): object[] {
  return [...entries.values()].map(({value}) => value);
}

/** JavaScript's functions that stand for Python's, with Python's number of each. */
export const pythonFunctions = new WeakMap<object, number>();

/** The kinds that Python has a class for, the most special first. */
const KINDS: [string, abstract new (...rest: never[]) => object][] = [
  ['Variable', tf.Variable as never],
  ['Tensor', tf.Tensor],
  ['Sequential', tf.Sequential],
  ['LayersModel', tf.LayersModel],
  ['GraphModel', tf.GraphModel],
  ['Layer', tf.layers.Layer],
  ['SymbolicTensor', tf.SymbolicTensor],
  ['Optimizer', tf.Optimizer],
  ['Dataset', tf.data.Dataset as never],
  ['History', tf.History],
];

function chainOf(value: object): string[] {
  const names: string[] = [];
  for (let proto = Object.getPrototypeOf(value); proto; proto = Object.getPrototypeOf(proto)) {
    if (proto === Object.prototype) break;
    names.push(proto.constructor?.name ?? '');
  }
  return names;
}

function isPlain(value: object): boolean {
  const proto = Object.getPrototypeOf(value);
  return proto === null || proto === Object.prototype;
}

/** Sets a field, also the one that would change the object's prototype. */
function setField(object: Record<string, unknown>, name: string, value: unknown): void {
  if (name === '__proto__') {
    Object.defineProperty(object, name, {
      value,
      configurable: true,
      enumerable: true,
      writable: true,
    });
  } else {
    object[name] = value;
  }
}

/** The bridge's tensor with these bytes, which Python reads and deletes. */
function passBytes(data: Uint8Array): number {
  return binding.createTensor([data.length], binding.TF_UINT8, data);
}

/** A tensor's number in the bridge; `own`: made for this, to be deleted when it is read. */
export function readable(tensor: tf.Tensor): {id: number; own: boolean} {
  // Reading checks that it is not disposed.
  tensor.throwIfDisposed?.();
  const engine = tf.engine();
  const info = engine.state.tensorInfo.get(tensor.dataId);
  if (info?.backend === (nodeBackend as unknown)) {
    return {id: nodeBackend.getInputTensorIds([tensor])[0] as number, own: false};
  }
  const values = tensor.dataSync() as ArrayLike<number>;
  const wanted = {float32: Float32Array, int32: Int32Array, bool: Uint8Array}[
    tensor.dtype as 'float32'
  ];
  if (wanted === undefined) throw new Error(`a ${tensor.dtype} tensor cannot be read back here`);
  const dtype = {float32: binding.TF_FLOAT, int32: binding.TF_INT32, bool: binding.TF_BOOL}[
    tensor.dtype as 'float32'
  ];
  const data = values instanceof wanted ? values : wanted.from(values);
  return {id: binding.createTensor(tensor.shape, dtype, data), own: true};
}

/** Makes values of JavaScript ones that JSON can carry. */
export class Encoder {
  /** Tensors that are new since this number are Python's to dispose of. */
  constructor(private readonly firstNew: number) {}

  encode(value: unknown): unknown {
    switch (typeof value) {
      case 'undefined':
        return null;
      case 'number':
        // A whole number beyond the safe ones is written with digits that it has not.
        if (Number.isFinite(value) && !(Number.isInteger(value) && !Number.isSafeInteger(value))) {
          return value;
        }
        return {$: 'n', v: Number.isFinite(value) ? value.toExponential() : String(value)};
      case 'bigint':
        return {$: 'n', v: String(value)};
      case 'function':
        return this.encodeFunction(value);
      case 'object':
        return value === null ? null : this.encodeObject(value);
      case 'symbol':
        return String(value);
      default:
        return value;
    }
  }

  private encodeFunction(value: object): unknown {
    const number = pythonFunctions.get(value);
    if (number !== undefined) return {$: 'p', i: number};
    return {$: 'f', i: handleOf(value), v: (value as {name: string}).name};
  }

  private encodeObject(value: object): unknown {
    if (value instanceof tf.Tensor) return this.encodeTensor(value);
    if (Array.isArray(value)) return value.map((item) => this.encode(item));
    if (ArrayBuffer.isView(value)) {
      const {buffer, byteOffset, byteLength} = value;
      const id = passBytes(new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength));
      return {$: 'a', i: id, d: value.constructor.name};
    }
    if (value instanceof ArrayBuffer) {
      return {$: 'a', i: passBytes(new Uint8Array(value)), d: 'ArrayBuffer'};
    }
    if (isPlain(value)) {
      const names = Object.keys(value);
      const plain = value as Record<string, unknown>;
      // What has functions is an object that does things, not data.
      if (!names.some((name) => typeof plain[name] === 'function')) {
        const copy: Record<string, unknown> = {};
        for (const name of names) setField(copy, name, this.encode(plain[name]));
        return '$' in copy ? {$: 'o', v: copy} : copy;
      }
    }
    if (value instanceof Date) return value.toISOString();
    if (value instanceof Map) return this.encode(Object.fromEntries(value));
    if (value instanceof Set) return this.encode([...value]);
    if (value instanceof Error) return {$: 'o', v: {name: value.name, message: value.message}};
    const kind = KINDS.find(([, type]) => value instanceof type)?.[0] ?? 'Object';
    return {$: 'h', i: handleOf(value), k: kind, c: chainOf(value)};
  }

  private encodeTensor(tensor: tf.Tensor): unknown {
    const kind = tensor instanceof tf.Variable ? 'Variable' : 'Tensor';
    // What was kept is meant to stay.
    const isNew = tensor.id >= this.firstNew && !tensor.kept;
    return {$: 't', i: handleOf(tensor), k: kind, s: tensor.shape, d: tensor.dtype, n: isNew};
  }
}

/** Where a name is looked up: an object by handle, or a path from tfjs's root. */
export interface Place {
  h?: number | undefined;
  p?: string[] | undefined;
}

interface Reference extends Place {
  n: string;
}

export function placeOf({h, p}: Place): Record<string, unknown> {
  if (h !== undefined) return objectOf(h) as Record<string, unknown>;
  let place = tf as unknown as Record<string, unknown>;
  for (const name of p ?? []) place = place[name] as Record<string, unknown>;
  return place;
}

/** A tensor is used that was disposed of; Python knows where it was made. */
export class DisposedError extends Error {
  override name = 'DisposedError';
  constructor(readonly handle: number) {
    super('Tensor is disposed.');
  }
}

interface Tagged {
  $: string;
  i: number;
  v: unknown;
  d: string;
  s: number[];
}

const TYPED_ARRAYS: Record<string, unknown> = {
  Float32Array,
  Float64Array,
  Int8Array,
  Int16Array,
  Int32Array,
  Uint8Array,
  Uint16Array,
  Uint32Array,
  BigInt64Array,
  BigUint64Array,
};

const DTYPES: Record<string, number> = {
  float32: binding.TF_FLOAT,
  int32: binding.TF_INT32,
  bool: binding.TF_BOOL,
  string: binding.TF_STRING,
  complex64: binding.TF_COMPLEX64,
};

/** Makes Python's values ones of JavaScript. */
export class Decoder {
  /** Tensors made of numpy arrays, which belong to the call they are arguments of. */
  readonly made: tf.Tensor[] = [];
  /** What cannot be used; thrown once all values are decoded, for tensors are on their way. */
  private failure: Error | null = null;

  constructor(private readonly functionOf: (number: number, name: string) => unknown) {}

  decode(value: unknown): unknown {
    const decoded = this.decodePart(value);
    if (this.failure !== null) throw this.failure;
    return decoded;
  }

  private decodePart(value: unknown): unknown {
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map((item) => this.decodePart(item));
    if ('$' in value) return this.decodeTagged(value as Tagged);
    return this.decodeFields(value);
  }

  /** A function by where it is found, with its object bound. */
  private decodeReference({h, p, n}: Reference): unknown {
    const place = placeOf({h, p});
    const found = place[n];
    return h !== undefined && typeof found === 'function' ? found.bind(place) : found;
  }

  private decodeFields(value: object): Record<string, unknown> {
    const copy: Record<string, unknown> = {};
    for (const [name, item] of Object.entries(value)) setField(copy, name, this.decodePart(item));
    return copy;
  }

  private decodeTagged({$, i, v, d, s}: Tagged): unknown {
    switch ($) {
      case 'h': {
        const object = objectOf(i);
        if (object instanceof tf.Tensor && object.isDisposed) this.failure ??= new DisposedError(i);
        return object;
      }
      case 'r':
        return this.decodeReference(v as Reference);
      case 't': {
        binding.adopt(i);
        const dtype = DTYPES[d] as number;
        const tensor = nodeBackend.createOutputTensor({id: i, shape: s, dtype});
        // It takes the running backend for the tensor's own, which may be another one.
        const info = tf.engine().state.tensorInfo.get(tensor.dataId);
        if (info !== undefined) info.backend = nodeBackend as never;
        this.made.push(tensor);
        return tensor;
      }
      case 'b': {
        // Bytes: copied, for JavaScript owns them from now on.
        const data = binding.tensorDataSync(i) as Uint8Array;
        binding.adopt(i);
        binding.deleteTensor(i);
        return new (TYPED_ARRAYS[d] as Uint8ArrayConstructor)(data.buffer);
      }
      case 'f':
        return this.functionOf(i, String(v ?? ''));
      case 'g': {
        const iterator = {next: this.functionOf(i, 'next'), [Symbol.iterator]: () => iterator};
        return iterator;
      }
      case 'n':
        return Number(v);
      case 'u':
        return undefined;
      case 'o':
        return this.decodeFields(v as object);
      default:
        throw new Error(`a value with the unknown tag '${$}'`);
    }
  }
}
