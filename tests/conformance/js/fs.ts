// The embedded engine's fs, and the one function more that the specs call.
import {mkdirSync} from '../../../js/host/fs';

export * from '../../../js/host/fs';

export function mkdtempSync(prefix: string): string {
  const path = prefix + Math.random().toString(36).slice(2, 8).padEnd(6, '0');
  mkdirSync(path);
  return path;
}

type Callback = (error: unknown, path?: string) => void;

export function mkdtemp(prefix: string, done: Callback): void {
  Promise.resolve(prefix)
    .then(mkdtempSync)
    .then((path) => done(null, path), done);
}
