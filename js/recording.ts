// While a run is recorded, JavaScript may do nothing but compute: what reads a clock, draws a random
// number, prints or touches a file would be frozen or lost in the captured graph, so it is refused on
// its own line. Variables are looked at before and after, as tfjs assigns to them without an op.
import * as tf from '@tensorflow/tfjs-node';
import {native} from './host/native';
import {binding} from './host/require';

type Any = (...rest: never[]) => unknown;

let restore: (() => void)[] = [];
let variables = new Map<string, object>();

/** Replaces a member until the recording ends. */
function replace<T extends object, K extends keyof T>(owner: T, key: K, value: T[K]): void {
  const original = owner[key];
  owner[key] = value;
  restore.push(() => {
    owner[key] = original;
  });
}

/** Makes calls of a member refuse. */
function forbid<T extends object>(owner: T, key: keyof T, kind: string, what: string): void {
  const refuse: Any = () => binding.refuse(kind, what);
  replace(owner, key, refuse as T[keyof T]);
}

function variablesNow(): Map<string, object> {
  const registered = Object.entries(tf.engine().state.registeredVariables);
  return new Map(registered.map(([name, variable]) => [name, variable.dataId]));
}

export function startRecording(): void {
  variables = variablesNow();
  forbid(Math, 'random', 'random', 'it calls Math.random()');
  forbid(performance, 'now', 'clock', 'it reads the clock: performance.now()');
  const hrtime = process as unknown as {hrtime: Any};
  forbid(hrtime, 'hrtime', 'clock', 'it reads the clock: process.hrtime()');
  const RealDate = Date;
  const date = new Proxy(RealDate, {
    construct: (target, rest) =>
      rest.length > 0
        ? Reflect.construct(target, rest)
        : (binding.refuse('clock', 'it reads the clock: new Date()') as never),
    apply: () => binding.refuse('clock', 'it reads the clock: Date()'),
  });
  replace(globalThis, 'Date', date);
  forbid(RealDate, 'now', 'clock', 'it reads the clock: Date.now()');
  for (const key of ['log', 'info', 'warn', 'error', 'debug'] as const) {
    forbid(console, key, 'effect', `it prints: console.${key}()`);
  }
  forbid(native, 'service', 'effect', 'it uses files');
}

export function stopRecording(): void {
  for (const undo of restore.reverse()) undo();
  restore = [];
}

/** Refuses where a variable is another one than when the recording started. */
export function checkVariables(): void {
  const now = variablesNow();
  for (const [name, data] of now) {
    if (!variables.has(name)) binding.refuse('effect', `it makes the variable ${name}`);
    if (variables.get(name) !== data)
      binding.refuse('effect', `it assigns to the variable ${name}`);
  }
}
