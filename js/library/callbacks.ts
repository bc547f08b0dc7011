// Python's functions as functions of JavaScript, sync and async.
import {native} from '../host/native';
import {putText, takeText} from './channel';
import {PythonError} from './errors';
import {callingPython} from './scopes';
import {Decoder, Encoder, pythonFunctions} from './values';

interface Pending {
  resolve: (value: unknown) => void;
  reject: (reason: unknown) => void;
}

const pending = new Map<number, Pending>();

const forgotten: number[] = [];
const registry = new FinalizationRegistry<number>((number) => {
  forgotten.push(number);
});

/** Python's functions that JavaScript can no longer call, once. */
export function takeForgotten(): number[] {
  return forgotten.splice(0);
}

interface Answer {
  v?: unknown;
  e?: {n: number; message: string};
  /** Python's number of a coroutine that goes on; `finish` brings its end. */
  w?: number;
}

function resultOf(answer: Answer): unknown {
  const {w, e, v} = answer;
  if (e !== undefined) throw new PythonError(e.n, e.message);
  if (w !== undefined) {
    return new Promise((resolve, reject) => {
      pending.set(w, {resolve, reject});
    });
  }
  return new Decoder(functionOf).decode(v);
}

/** Asks Python for one of its services (python/tandem/tfjs/link.py); the value it returns. */
export function askPython(request: object): unknown {
  putText(JSON.stringify(request));
  const value = native.callback();
  const answer = JSON.parse(takeText()) as Answer;
  resultOf(answer);
  return value;
}

/** The function of JavaScript that calls Python's. */
export function functionOf(number: number, name: string): unknown {
  const call = (...rest: unknown[]) => {
    const encoder = new Encoder(Number.MAX_SAFE_INTEGER);
    putText(JSON.stringify({f: number, a: rest.map((value) => encoder.encode(value))}));
    callingPython(native.callback);
    return resultOf(JSON.parse(takeText()) as Answer);
  };
  // A metric is reported under its function's name.
  Object.defineProperty(call, 'name', {value: name});
  pythonFunctions.set(call, number);
  registry.register(call, number);
  return call;
}

/** Ends a coroutine of Python's: it has a result, or raised. */
export function finish(coroutine: number, answer: Answer): void {
  const waiting = pending.get(coroutine);
  pending.delete(coroutine);
  try {
    waiting?.resolve(resultOf(answer));
  } catch (error) {
    waiting?.reject(error);
  }
}
