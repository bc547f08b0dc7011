// The part of Node's fs that tfjs-node uses, over Python. Contents pass through the channel's bytes
// in chunks: a buffer handed across would never be given back by PythonMonkey.
import {Buffer} from 'buffer';
import {channelBytes, native} from './native';
import {ADDON} from './pre_gyp';

interface Failure {
  code: string;
  message: string;
  path: string;
}

// Taken before anybody could replace them: what is asked for decides which files are seen.
const {parse, stringify} = JSON;

type Reply = {value: unknown} | {error: Failure};

export type Ask = <T>(name: string, ...values: unknown[]) => T;

/** Asks Python's file service; `prefix` says within which folder, where there is one. */
export function asking(...prefix: string[]): Ask {
  return <T>(name: string, ...values: unknown[]): T => {
    const request = stringify([...prefix, name, ...values]);
    const reply = parse(native.service(request)) as Reply;
    if ('error' in reply) {
      throw Object.assign(new Error(reply.error.message), {
        code: reply.error.code,
        path: reply.error.path,
      });
    }
    return reply.value as T;
  };
}

type Options = string | {encoding?: string | null} | null | undefined;

function encodingOf(options: Options): string | null {
  const encoding = typeof options === 'string' ? options : options?.encoding;
  return encoding ?? null;
}

export const constants = {F_OK: 0, R_OK: 4, W_OK: 2, X_OK: 1};

interface Stats {
  isDirectory(): boolean;
  isFile(): boolean;
  size: number;
}

type Callback = (error: unknown, value?: unknown) => void;

/** The callback form of a function above; the work is done at once, the answer comes later. */
function later(call: (...rest: never[]) => unknown): (...rest: unknown[]) => void {
  return (...rest) => {
    const done = rest.pop() as Callback;
    // A promise that fails before it has a handler is reported as uncaught.
    Promise.resolve()
      .then(() => call(...(rest as never[])))
      .then((value) => done(null, value), done);
  };
}

/** Node's file system over a way to ask for it. */
export function createFs(ask: Ask) {
  function readFileSync(path: string, options?: Options): Buffer | string {
    const size = ask<number>('open', path);
    const content = Buffer.alloc(size);
    const chunk = channelBytes;
    try {
      for (let done = 0; done < size; ) {
        const read = ask<number>('read');
        if (read === 0) {
          throw new Error(`${path} became shorter while it was read`);
        }
        content.set(chunk.subarray(0, read), done);
        done += read;
      }
    } finally {
      ask('close');
    }
    const encoding = encodingOf(options);
    return encoding === null ? content : content.toString(encoding as 'utf8');
  }

  function writeFileSync(path: string, data: string | Uint8Array, options?: Options): void {
    const encoding = encodingOf(options) ?? 'utf8';
    const content = typeof data === 'string' ? Buffer.from(data, encoding as 'utf8') : data;
    const chunk = channelBytes;
    ask('create', path);
    try {
      for (let done = 0; done < content.length; done += chunk.length) {
        const part = content.subarray(done, done + chunk.length);
        chunk.set(part);
        ask('write', part.length);
      }
    } finally {
      ask('close');
    }
  }

  function statSync(path: string): Stats {
    const found = ask<{directory: boolean; size: number}>('stat', path);
    return {
      isDirectory: () => found.directory,
      isFile: () => !found.directory,
      size: found.size,
    };
  }

  function existsSync(path: string): boolean {
    if (path === ADDON) return true;
    try {
      return ask<boolean>('exists', path);
    } catch {
      return false;
    }
  }

  function accessSync(path: string, mode = constants.F_OK): void {
    ask('access', path, mode);
  }

  function mkdirSync(path: string, options?: {recursive?: boolean}): void {
    ask('mkdir', path, options?.recursive === true);
  }

  function readdirSync(path: string): string[] {
    return ask('readdir', path);
  }

  function unlinkSync(path: string): void {
    ask('unlink', path);
  }

  function rmdirSync(path: string): void {
    ask('rmdir', path);
  }

  const sync = {
    readFileSync,
    writeFileSync,
    statSync,
    existsSync,
    accessSync,
    mkdirSync,
    readdirSync,
    unlinkSync,
    rmdirSync,
  };
  return {
    ...sync,
    constants,
    readFile: later(readFileSync),
    writeFile: later(writeFileSync),
    stat: later(statSync),
    access: later(accessSync),
    mkdir: later(mkdirSync),
    readdir: later(readdirSync),
    unlink: later(unlinkSync),
    rmdir: later(rmdirSync),
  };
}

const whole = createFs(asking());
export const {
  readFileSync,
  writeFileSync,
  statSync,
  existsSync,
  accessSync,
  mkdirSync,
  readdirSync,
  unlinkSync,
  rmdirSync,
  readFile,
  writeFile,
  stat,
  access,
  mkdir,
  readdir,
  unlink,
  rmdir,
} = whole;
