// Nothing throws across the boundary to Python, where errors lose their type: a guarded call answers
// true, or false with the error kept for `takeError`.

import {inside, native} from './host/queue';
import {PythonError} from './library/errors';

let lastError: unknown = null;

export function guard<A extends unknown[]>(call: (...rest: A) => void): (...rest: A) => boolean {
  return (...rest) => {
    try {
      call(...rest);
      return true;
    } catch (error) {
      lastError = error;
      return false;
    }
  };
}

let atEnd: (() => void) | undefined;

/**
 * As guard, of what is asynchronous; a promise only where it has not ended with the call. What it
 * ends with, if anything, puts its results into the channel when Python asks (`finish`): until then
 * other jobs may use the channel.
 */
export function guardAsync<A extends unknown[]>(
  call: (...rest: A) => Promise<(() => void) | undefined>,
): (...rest: A) => boolean | Promise<boolean> {
  return (...rest) => {
    let ended: boolean | undefined;
    const end = inside(() =>
      call(...rest).then(
        (results) => {
          // A promise that ends meanwhile has none, and takes nobody's.
          if (results !== undefined) atEnd = results;
          ended = true;
          return true;
        },
        (error) => {
          lastError = error;
          ended = false;
          return false;
        },
      ),
    );
    return ended ?? native(end);
  };
}

/** The results of the asynchronous call that has ended. */
export const finish = guard(() => {
  const results = atEnd;
  atEnd = undefined;
  results?.();
});

// What tfjs's engine says where a kernel is given a tensor whose data it does not know any more.
const DISPOSED = /property "backend", info is undefined/;

/** What was thrown, as JSON; JavaScript may throw anything. */
function describe(thrown: unknown): string {
  try {
    if (thrown instanceof Error) {
      const {name, message, stack} = thrown;
      const hint = DISPOSED.test(String(message)) ? 'a tensor is used that was disposed: ' : '';
      return JSON.stringify({
        name: String(name),
        message: hint + String(message),
        stack: String(stack ?? ''),
        python: thrown instanceof PythonError ? thrown.python : null,
      });
    }
    return JSON.stringify({name: '', message: textOf(thrown), stack: ''});
  } catch {
    return JSON.stringify({name: '', message: 'something that cannot be shown', stack: ''});
  }
}

function textOf(thrown: unknown): string {
  if (typeof thrown === 'string') return thrown;
  try {
    return JSON.stringify(thrown) ?? String(thrown);
  } catch {
    return String(thrown);
  }
}

/** The last error, once: name, message and stack as JSON. */
export function takeError(): string {
  const text = describe(lastError);
  lastError = null;
  return text;
}
