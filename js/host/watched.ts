// What JavaScript does besides computing, watched: clocks, random numbers, the console, timers,
// requests and files. While a run is recorded (recording.ts) each is refused, as a captured graph
// would freeze or lose it. Imported before anything else, so that nobody holds an unwatched one.
import {native} from './native';
import {whenThere} from './package';
import {source, watch} from './watch';

type Any = (...rest: never[]) => unknown;

/** Has calls of a member asked about first. */
function watched<T extends object>(
  owner: T,
  key: keyof T,
  kind: string,
  what: string,
  matters: (rest: unknown[]) => boolean = () => true,
): void {
  const original = owner[key] as Any | undefined;
  if (typeof original !== 'function') return;
  const call = function (this: unknown, ...rest: never[]): unknown {
    if (watch.refuse !== null && matters(rest)) watch.refuse(kind, what);
    return Reflect.apply(original, this, rest);
  };
  Object.assign(owner, {[key]: call});
}

Math.random = () => source.random();
watched(Math, 'random', 'random', 'it calls Math.random()');
watched(performance, 'now', 'clock', 'it reads the clock: performance.now()');
watched(process, 'hrtime', 'clock', 'it reads the clock: process.hrtime()');

const RealDate = Date;
watched(RealDate, 'now', 'clock', 'it reads the clock: Date.now()');
const WatchedDate: DateConstructor = new Proxy(RealDate, {
  construct: (target, rest, made): Date => {
    if (rest.length === 0) watch.refuse?.('clock', 'it reads the clock: new Date()');
    return Reflect.construct(target, rest, made === WatchedDate ? target : made);
  },
  apply: (target, self, rest) => {
    watch.refuse?.('clock', 'it reads the clock: Date()');
    return Reflect.apply(target, self, rest);
  },
});
globalThis.Date = WatchedDate;
RealDate.prototype.constructor = WatchedDate;

const noTime = ([time]: unknown[]): boolean => time === undefined;
watched(
  Intl.DateTimeFormat.prototype,
  'formatToParts',
  'clock',
  'it reads the clock: Intl.DateTimeFormat',
  noTime,
);
const format = Object.getOwnPropertyDescriptor(Intl.DateTimeFormat.prototype, 'format');
Object.defineProperty(Intl.DateTimeFormat.prototype, 'format', {
  ...format,
  get(this: Intl.DateTimeFormat): Any {
    const bound = format?.get?.call(this) as Any;
    return (...rest: never[]) => {
      if (noTime(rest)) watch.refuse?.('clock', 'it reads the clock: Intl.DateTimeFormat');
      return bound(...rest);
    };
  },
});

whenThere('console', (console: Console) => {
  for (const key of Object.keys(console) as (keyof Console)[]) {
    watched(console, key, 'effect', `it prints: console.${String(key)}()`);
  }
  return console;
});
for (const key of ['setTimeout', 'setInterval'] as const) {
  whenThere(key, (set: Any) => {
    const owner = {[key]: set};
    watched(owner, key, 'effect', `it sets a timer: ${key}()`);
    return owner[key] as Any;
  });
}
watched(globalThis, 'setImmediate', 'effect', 'it sets a timer: setImmediate()');
watched(globalThis, 'fetch', 'effect', 'it makes a request: fetch()');
whenThere('XMLHttpRequest', (made: {prototype: {open: Any}}) => {
  watched(made.prototype, 'open', 'effect', 'it makes a request: XMLHttpRequest');
  return made;
});
watched(native, 'service', 'effect', 'it uses files');
