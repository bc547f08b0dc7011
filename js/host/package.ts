// The globals that PythonMonkey's package brings as it is imported: the console, timers, URLs. That
// takes as long as the whole bundle, and a model needs none of them: it is imported where one of
// them is first used.
import {native} from './native';
import {unwatched} from './watch';

type Change = (value: unknown) => unknown;

const globals = globalThis as unknown as Record<string, unknown>;

/** What is to be done with a global as it comes. */
const changes = new Map<string, Change[]>(
  [
    'DOMException',
    'Event',
    'EventTarget',
    'ProgressEvent',
    'URL',
    'URLSearchParams',
    'XMLHttpRequest',
    'XMLHttpRequestEventTarget',
    'XMLHttpRequestUpload',
    'clearImmediate',
    'clearInterval',
    'clearTimeout',
    'console',
    'setInterval',
    'setTimeout',
  ]
    .filter((name) => !(name in globals))
    .map((name) => [name, []]),
);

function put(name: string, value: unknown): void {
  Object.defineProperty(globals, name, {
    value,
    configurable: true,
    enumerable: true,
    writable: true,
  });
}

for (const [name, ofThis] of changes) {
  Object.defineProperty(globals, name, {
    configurable: true,
    enumerable: true,
    // The package asks itself whether a global is there before it sets it.
    get: () => (unwatched(native.package) ? globals[name] : undefined),
    // What a program sets itself stays as it is.
    set: (value) => {
      const ofPackage = native.isPackageComing() ? ofThis : [];
      put(
        name,
        ofPackage.reduce((changed, change) => change(changed), value),
      );
    },
  });
}

/** Has one of these globals changed before anybody sees it. */
export function whenThere<T>(name: string, change: (value: T) => T): void {
  const ofThis = changes.get(name);
  if (ofThis === undefined) put(name, change(globals[name] as T));
  else ofThis.push(change as Change);
}
