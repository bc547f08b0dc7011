// TensorFlow.js as Python's library sees it: one call that reads, writes and calls anything in it.
//
// A request and its reply are JSON (channel.ts, values.ts); python/tandem/tfjs/link.py is the other
// end. Nothing is thrown across: an error is a reply.
import * as tf from '@tensorflow/tfjs-node';
import {guardAsync} from '../guard';
import {inside} from '../host/queue';
import {binding} from '../host/require';
import {finish, functionOf, takeForgotten} from './callbacks';
import {longText, putText, takeText} from './channel';
import {isClass} from './classes';
import {PythonError, takeForgottenErrors} from './errors';
import {defineLayer, type PythonLayerFields} from './layers';
import {
  closeModel,
  closeOptimizer,
  forgetOptimizer,
  isLost,
  namedWeights,
  signatureOf,
} from './models';
import {Program} from './modules';
import {setSeed} from './random';
import {datasetOf, type Rows} from './rows';
import {endParked, hasParked, openParked, withParked} from './scopes';
import {examine, freeze, isTraining, matchKeras, stopTraining, tidied, train} from './training';
import {
  Decoder,
  DisposedError,
  Encoder,
  giveBack,
  handleOf,
  objectOf,
  type Place,
  placeOf,
  readable,
} from './values';

interface Request extends Place {
  op: string;
  n: string;
  a: unknown[];
  v: unknown;
  i: number;
  /** Handles that Python let go of, how often each was given, and where a tensor was made. */
  r?: [number, number, string | null][];
  /** The open tidies of the task that asks. */
  s?: number[];
}

type Fields = Record<string, unknown>;

interface ProgramFields {
  folder: string;
  file: string;
  argv: string[];
  isModule: boolean;
}

const engine = tf.engine();

/** The id of the next tensor: what of tfjs's engine its own types keep private. */
const ids = engine.constructor as unknown as {nextTensorId: number};

// ---- tensors that Python has lost ----

interface Suspect {
  object: tf.Tensor | tf.LayersModel;
  where: string;
}

let suspects: Suspect[] = [];

/** Tensors and models that nothing of Python's can reach and no tidy will dispose of, once. */
function takeLost(): unknown[] {
  if (suspects.length === 0 || engine.state.scopeStack.length > 0 || hasParked()) return [];
  const found = suspects;
  suspects = [];
  const lost: unknown[] = [];
  for (const {object, where} of found) {
    if (object instanceof tf.Tensor) {
      const {shape, dtype, isDisposed, kept} = object;
      if (!isDisposed && !kept) lost.push({k: `${dtype} tensor of shape [${shape}]`, w: where});
    } else if (isLost(object)) {
      lost.push({k: `model '${object.name}'`, w: where});
    }
  }
  return lost;
}

function letGo(released: [number, number, string | null][]): void {
  for (const [handle, times, where] of released) {
    const object = giveBack(handle, times);
    if (where === null || object instanceof tf.Variable) continue;
    if (object instanceof tf.Tensor || object instanceof tf.LayersModel) {
      suspects.push({object, where});
    }
  }
}

// ---- what Python asks ----

function call(place: Fields, name: string, values: unknown[]): unknown {
  const target = name === '' ? place : place[name];
  if (typeof target !== 'function') throw new TypeError(`${name} is not a function`);
  if (isClass(target)) return Reflect.construct(target, values);
  if (isTraining(place, name)) {
    return train(
      place as unknown as tf.LayersModel,
      name,
      values,
      (given) => Reflect.apply(target, place, given) as PromiseLike<unknown>,
    );
  }
  if (place instanceof tf.LayersModel && name === 'save') {
    // An optimizer's state is saved as tensors, which tfjs forgets.
    return tidied(() => Reflect.apply(target, place, values) as PromiseLike<unknown>, true);
  }
  return Reflect.apply(target, name === '' ? undefined : place, values);
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as {then?: unknown} | null)?.then === 'function';
}

/**
 * Disposes of a call's own tensors, but for those that its result holds: what a namespace makes may
 * keep what it is made of.
 */
function disposeMade(request: Request, made: tf.Tensor[], result: unknown): void {
  if (made.length === 0 || (request.h === undefined && isInstance(result))) return;
  const held = new Set(tensorsIn(result));
  for (const tensor of made) if (!held.has(tensor)) tensor.dispose();
}

/** What may keep its arguments: an object of a class, or a function. */
function isInstance(value: unknown): boolean {
  if (typeof value === 'function') return true;
  if (typeof value !== 'object' || value === null || value instanceof tf.Tensor) return false;
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return false;
  const proto = Object.getPrototypeOf(value);
  return !Array.isArray(value) && proto !== Object.prototype && proto !== null;
}

function tensorsIn(value: unknown): tf.Tensor[] {
  if (value instanceof tf.Tensor) return [value];
  if (Array.isArray(value)) return value.flatMap(tensorsIn);
  if (typeof value === 'object' && value !== null && !isInstance(value)) {
    return Object.values(value).flatMap(tensorsIn);
  }
  return [];
}

/** What a promise ends with needs of the call that it is of. */
interface Asked {
  request: Request;
  made: tf.Tensor[];
  /** Tensors of the answer since this number are Python's to dispose of. */
  first: number;
}

interface End extends Asked {
  value?: unknown;
  error?: unknown;
}

/** Promises that have ended, until Python takes what they ended with. */
const ended = new Map<number, End>();
const ending = new Map<number, Promise<unknown>>();
let nextPromise = 1;

function keepPromise(promise: PromiseLike<unknown>, asked: Asked): number {
  const number = nextPromise++;
  // Handled at once: PythonMonkey's loop hangs on a rejection that is handled later.
  const end = Promise.resolve(promise).then(
    (value) => ended.set(number, {...asked, value}),
    (error) => ended.set(number, {...asked, error}),
  );
  ending.set(number, end);
  return number;
}

function namesOf(value: object): string[] {
  const names = new Set<string>();
  for (let at = value; at && at !== Object.prototype; at = Object.getPrototypeOf(at)) {
    if (at === Function.prototype) break;
    for (const name of Object.getOwnPropertyNames(at)) names.add(name);
  }
  return [...names];
}

/** Marks the result that is a method of the object it was read from. */
const METHOD = {$: 'm'};

function perform(request: Request, decoder: Decoder): unknown {
  switch (request.op) {
    case 'get': {
      const place = placeOf(request);
      return request.n === '' ? place : place[request.n];
    }
    case 'set':
      placeOf(request)[request.n] = decoder.decode(request.v);
      return undefined;
    case 'call':
      return call(placeOf(request), request.n, decoder.decode(request.a) as unknown[]);
    case 'names':
      return namesOf(placeOf(request));
    case 'tensor':
      return decoder.decode(request.v);
    case 'read':
      return readable(decoder.decode(request.a[0]) as tf.Tensor);
    case 'drop':
      // Read by Python; the number may be one of this binding's own or of Python's making.
      binding.adopt(request.i);
      binding.deleteTensor(request.i);
      return undefined;
    case 'startScope':
      if (request.v === true) return openParked();
      engine.startScope('tidy');
      return undefined;
    case 'endScope': {
      let kept: unknown = [];
      try {
        kept = decoder.decode(request.v);
      } finally {
        if (request.i === undefined) engine.endScope(kept as tf.TensorContainer);
        else endParked(request.i, kept as tf.TensorContainer);
      }
      return undefined;
    }
    case 'rows':
      return datasetOf(decoder.decode(request.v) as Rows);
    case 'layer':
      return defineLayer(request.n, decoder.decode(request.v) as unknown as PythonLayerFields);
    case 'examine':
      return examine(objectOf(request.h as number) as tf.LayersModel);
    case 'freeze': {
      const {frozen, inference} = request.v as {frozen: boolean; inference: boolean};
      freeze(objectOf(request.h as number) as tf.layers.Layer, frozen, inference);
      return undefined;
    }
    case 'seed':
      setSeed(request.v as number | null);
      return undefined;
    case 'matchKeras':
      return matchKeras(objectOf(request.h as number) as tf.AdamOptimizer, request.v as number);
    case 'signature':
      return signatureOf(objectOf(request.h as number) as tf.LayersModel);
    case 'closeOptimizer':
      closeOptimizer(objectOf(request.h as number) as tf.Optimizer);
      return undefined;
    case 'stopTraining':
      stopTraining(objectOf(request.h as number) as tf.LayersModel);
      return undefined;
    case 'weights':
      return namedWeights(objectOf(request.h as number) as tf.LayersModel);
    case 'forgetOptimizer':
      forgetOptimizer(objectOf(request.h as number) as tf.LayersModel);
      return undefined;
    case 'closeModel':
      closeModel(objectOf(request.h as number) as tf.LayersModel);
      return undefined;
    case 'program': {
      const {folder, file, argv, isModule} = request.v as ProgramFields;
      const program = new Program(folder, argv, isModule);
      const {exports} = program.run(file);
      const isObject = typeof exports === 'object' || typeof exports === 'function';
      const held = isObject && exports !== null ? exports : {};
      return {program: handleOf(program), exports: handleOf(held), names: Object.keys(held)};
    }
    case 'finish':
      finish(request.i, request.v as object);
      return undefined;
    default:
      throw new Error(`unknown operation '${request.op}'`);
  }
}

function textOf(thrown: unknown): string {
  try {
    return typeof thrown === 'string' ? thrown : (JSON.stringify(thrown) ?? String(thrown));
  } catch {
    return 'something that cannot be shown';
  }
}

function describeError(thrown: unknown): object {
  if (thrown instanceof PythonError) return {python: thrown.python};
  if (thrown instanceof DisposedError) return {disposed: thrown.handle};
  if (thrown instanceof Error) {
    const {name, message, stack} = thrown;
    return {name: String(name), message: String(message), stack: String(stack ?? '')};
  }
  return {name: '', message: textOf(thrown), stack: ''};
}

function answer(request: Request): unknown {
  const firstNew = ids.nextTensorId;
  if (request.r !== undefined) letGo(request.r);
  const decoder = new Decoder(functionOf);
  let made = decoder.made;
  let asked = request;
  try {
    let value: unknown;
    let first = firstNew;
    if (request.op === 'settle') {
      const end = ended.get(request.i);
      if (end === undefined) throw new Error('the promise has not ended');
      ended.delete(request.i);
      ending.delete(request.i);
      ({made, first, request: asked} = end);
      if ('error' in end) throw end.error;
      value = end.value;
    } else {
      value = perform(request, decoder);
      if (request.op === 'get') {
        if (value === undefined) return {v: {$: 'u'}};
        const isMethod = typeof value === 'function' && request.h !== undefined;
        if (isMethod && !isClass(value)) return {v: METHOD};
      }
      if (isThenable(value)) {
        // What tfjs's promises answer with was made for the caller, whenever; a user's module may
        // have had it before.
        if (request.h === undefined || !(objectOf(request.h) instanceof Program)) first = 0;
        return {w: keepPromise(value, {request, made, first})};
      }
    }
    const reply = {v: new Encoder(first).encode(value)};
    disposeMade(asked, made, value);
    return reply;
  } catch (error) {
    for (const tensor of made) tensor.dispose();
    return {e: describeError(error)};
  }
}

function reply(text: string): void {
  const request = JSON.parse(text) as Request;
  const {s} = request;
  // The jobs that run before this returns may be others': a task's tidies are not theirs.
  let result = inside(() =>
    s === undefined ? answer(request) : withParked(s, () => answer(request)),
  ) as Fields;
  // A promise that has ended already is no news.
  const number = result.w as number | undefined;
  if (number !== undefined && ended.has(number)) {
    result = answer({op: 'settle', i: number} as Request) as Fields;
  }
  const lost = takeLost();
  if (lost.length > 0) result.l = lost;
  const forgotten = takeForgotten();
  if (forgotten.length > 0) result.x = forgotten;
  const errors = takeForgottenErrors();
  if (errors.length > 0) result.y = errors;
  putText(JSON.stringify(result));
}

/** The function that Python names: one of its own, or one of JavaScript's that it has a handle of. */
export function namedFunction(encoded: string): unknown {
  return new Decoder(functionOf).decode(JSON.parse(encoded));
}

export const library = {
  /** Word in: the length of the request in the channel. Word out: that of the reply. */
  perform: () => reply(takeText()),
  /** A request that is too long for the channel. */
  performLong: reply,
  longText,
  /** Word in: a promise's number. Ends when that has ended, and never fails. */
  settle: guardAsync(async () => {
    await ending.get(binding.words()[0] as number);
    return undefined;
  }),
};
