// The promises of the bundle, whose jobs run in JavaScript.
//
// PythonMonkey hands every job of the engine's own promises to Python's event loop: 3.5 us for
// each `await`, and a loop in a model has thousands. Those made in a call from Python wait in a
// queue here (jobs.ts), which is emptied when that call ends, as engines do when their stack is
// empty. Elsewhere they are the engine's own, which Python can await.
//
// js/build.mjs builds this file on its own and puts its `Promise` around the bundle, in which
// `async` is written with it.

// @ts-expect-error: the package declares the types of its whole alone
import extended from 'promise/lib/es6-extensions';
import 'promise/lib/finally';
import {inside, isInside} from './jobs';

const Native = globalThis.Promise;
const Queued = extended as PromiseConstructor;

const current = (): PromiseConstructor => (isInside() ? Queued : Native);

function Either<T>(executor: ConstructorParameters<typeof Native<T>>[0]): Promise<T> {
  return new (current())(executor);
}

for (const name of ['all', 'allSettled', 'any', 'race', 'reject', 'resolve'] as const) {
  const call = (value: never): unknown => Reflect.apply(current()[name], current(), [value]);
  Object.defineProperty(Either, name, {value: call});
}
// Both are instances of it, and of the engine's own.
Object.setPrototypeOf(Queued.prototype, Native.prototype);
Either.prototype = Native.prototype;

/** A promise of the engine's own, which ends as the one that is given. */
export function native<T>(promise: PromiseLike<T>): Promise<T> {
  return new Native((resolve, reject) => {
    promise.then(resolve, reject);
  });
}

export {Either as Promise, inside};
