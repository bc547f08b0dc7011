// The globals Node has and the embedded engine lacks. Imported before anything of tfjs, which then
// takes the engine for Node and uses its own Node platform.
import {Buffer} from 'buffer';
import {atob, btoa, TextDecoder, TextEncoder} from './encoding';
import fetch from './fetch';
import {native} from './native';
import {whenThere} from './package';
import {inside} from './queue';
import {ReadableStream} from './streams';

type HrTime = [number, number];

function hrtime(previous?: HrTime): HrTime {
  const now = native.clock();
  let seconds = Math.floor(now);
  let nanoseconds = Math.floor((now - seconds) * 1e9);
  if (previous !== undefined) {
    seconds -= previous[0];
    nanoseconds -= previous[1];
    if (nanoseconds < 0) {
      seconds -= 1;
      nanoseconds += 1e9;
    }
  }
  return [seconds, nanoseconds];
}

// Node copies into any Uint8Array; the buffer package insists on a Buffer.
Buffer.prototype.copy = function copy(
  this: Buffer,
  target: Uint8Array,
  targetStart = 0,
  start = 0,
  end = this.length,
) {
  const part = this.subarray(start, Math.min(end, start + target.length - targetStart));
  target.set(part, targetStart);
  return part.length;
};

const started = native.clock();

Object.assign(globalThis, {
  global: globalThis,
  Buffer,
  TextEncoder,
  TextDecoder,
  ReadableStream,
  atob,
  btoa,
  fetch,
  performance: {now: () => (native.clock() - started) * 1000, timeOrigin: Date.now()},
  process: {
    argv: ['node'],
    cwd: () => native.cwd(),
    env: {},
    hrtime,
    nextTick: (call: (...rest: unknown[]) => void, ...rest: unknown[]) =>
      Promise.resolve().then(() => call(...rest)),
    on: () => undefined,
    platform: 'linux',
    stderr: {isTTY: false, columns: 80, write: () => true},
    stdout: {isTTY: false, columns: 80, write: () => true},
    version: 'v20.0.0',
    versions: {node: '20.0.0'},
  },
  setImmediate: (call: (...rest: unknown[]) => void, ...rest: unknown[]) =>
    setTimeout(call, 0, ...rest),
});

// A timer's call leaves nothing of promises for whoever calls next, which may be in a scope, or
// recorded.
for (const name of ['setTimeout', 'setInterval']) {
  whenThere(
    name,
    (set: (call: unknown, ...rest: unknown[]) => unknown) =>
      (call: unknown, ...rest: unknown[]) =>
        set(
          typeof call === 'function'
            ? (...given: unknown[]) => inside(() => Reflect.apply(call, undefined, given))
            : call,
          ...rest,
        ),
  );
}
