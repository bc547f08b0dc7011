// A user's own JavaScript, as Node would run it: CommonJS modules of one folder.
//
// Files are read through Python (python/tandem/engine/host.py), which lets nothing outside the
// folder through, not by a link either.
import * as tf from '@tensorflow/tfjs-node';
import * as buffer from 'buffer';
// biome-ignore lint/style/useNodejsImportProtocol: it is the package path-browserify
import * as path from 'path';
import {fetchWith} from '../host/fetch';
import {asking, createFs} from '../host/fs';
import * as os from '../host/os';
import * as util from '../host/util';
import {askPython} from './callbacks';
import {isClass} from './classes';

type Exports = Record<string, unknown>;

interface Module {
  exports: unknown;
  filename: string;
  loaded: boolean;
}

type Require = ((request: string) => unknown) & {main?: Module | undefined};

/** What a file is made into; the names after the first five hide what belongs to the engine. */
type Compiled = (
  exports: unknown,
  require: Require,
  module: Module,
  filename: string,
  dirname: string,
  console: Console,
  process: unknown,
  fetch: unknown,
  ...timers: Timers
) => void;

/** Thrown by `process.exit`. */
class Exit extends Error {
  override name = 'Exit';
}

// What PythonMonkey leaves open to all code: Python itself, and the network.
function closeDoors(): void {
  for (const name of ['python', 'pmEval', 'XMLHttpRequest'])
    Reflect.deleteProperty(globalThis, name);
}

const TFJS = /^@tensorflow\/tfjs(-node|-node-gpu|-core|-layers|-data|-converter)?$/;

// Colours, which PythonMonkey's console always writes.
// biome-ignore lint/suspicious/noControlCharactersInRegex: it is what they start with
const COLOURS = /\x1b\[\d+m/g;

function write(stream: 'stdout' | 'stderr', text: string): boolean {
  askPython({op: 'print', stream, text: text.replace(COLOURS, '')});
  return true;
}

interface Stream {
  write(text: string): boolean;
}

/** PythonMonkey's console, which quotes strings that come after another value, as Node has it. */
function nodeConsole(stdout: Stream, stderr: Stream): Console {
  const Console = console.constructor as unknown as new (streams: object) => Console;
  let shown = '';
  const capture = {
    write: (text: string) => {
      shown = text.replace(/\n$/, '');
    },
  };
  const inspector = new Console({stdout: capture, stderr: capture});
  const inspect = (value: unknown): string => {
    if (typeof value === 'string') return value;
    inspector.log(value);
    return shown;
  };
  const made = new Console({stdout, stderr});
  for (const name of ['log', 'debug', 'info', 'warn', 'error'] as const) {
    const own = made[name].bind(made);
    made[name] = (...values: unknown[]) => {
      const hasFormat = typeof values[0] === 'string' && values[0].includes('%');
      if (hasFormat) own(...values);
      else own('%s', values.map(inspect).join(' '));
    };
  }
  return made;
}

type Timer = (callback: (...rest: unknown[]) => void, ...rest: unknown[]) => unknown;
type Timers = [setTimeout: Timer, setInterval: Timer, setImmediate: Timer];

/** Timers during which tfjs sees the files of the folder only, as while the module is called. */
function confinedTimers(folder: string): Timers {
  const ask = asking();
  const confined =
    (start: Timer): Timer =>
    (callback, ...rest) => {
      const call = (...values: unknown[]) => {
        const before = ask('confine', folder);
        try {
          callback(...values);
        } finally {
          ask('confine', before);
        }
      };
      return start(call, ...rest);
    };
  return [
    confined(setTimeout as unknown as Timer),
    confined(setInterval as unknown as Timer),
    confined(setImmediate as unknown as Timer),
  ];
}

/** One run of a file: modules are loaded once in it. */
export class Program {
  exitCode = 0;
  hasExited = false;
  private readonly modules = new Map<string, Module>();
  private readonly builtins: Record<string, unknown>;
  private readonly fs: ReturnType<typeof createFs>;
  private readonly console: Console;
  private readonly process: object;
  private readonly timers: Timers;
  private main: Module | undefined;
  /** Ends the calls that wait for a promise. */
  private readonly waiting = new Set<(reason: Exit) => void>();

  /**
   * @param isModule Python calls what it exports, and goes on when it exits.
   */
  constructor(
    private readonly folder: string,
    argv: string[],
    private readonly isModule: boolean,
  ) {
    closeDoors();
    this.timers = confinedTimers(folder);
    this.fs = createFs(asking('within', folder));
    const whole = {...this.fs, promises: this.promises()};
    const builtins: Exports = {
      fs: whole,
      'fs/promises': whole.promises,
      path,
      util,
      os,
      buffer,
      perf_hooks: {performance},
    };
    // Without the names that every object has.
    this.builtins = Object.assign(Object.create(null), builtins) as Exports;
    const streams = {
      stdout: {isTTY: false, columns: 80, write: (text: string) => write('stdout', text)},
      stderr: {isTTY: false, columns: 80, write: (text: string) => write('stderr', text)},
    };
    this.console = nodeConsole(streams.stdout, streams.stderr);
    const program = this;
    this.process = {
      ...globalThis.process,
      ...streams,
      argv,
      cwd: () => folder,
      get exitCode() {
        return program.exitCode;
      },
      set exitCode(code: number) {
        program.exitCode = code;
      },
      exit: (code: unknown = program.exitCode) => program.exit(Number(code) | 0),
    };
  }

  private exit(code: number): never {
    this.exitCode = code;
    this.hasExited = true;
    const reason = new Exit(
      this.isModule
        ? `the module called process.exit(${code}), which would end Node: throw an error instead`
        : `process.exit(${code})`,
    );
    if (!this.isModule) askPython({op: 'exit'});
    for (const end of this.waiting) end(reason);
    throw reason;
  }

  /** Calls what it exports; `process.exit` ends the call, also where it waits for a promise. */
  call(exported: unknown, name: string, values: unknown[]): unknown {
    const place = exported as Record<string, unknown>;
    const target = name === '' ? exported : place[name];
    if (typeof target !== 'function') throw new TypeError(`${name} is not a function`);
    const result: unknown = isClass(target)
      ? Reflect.construct(target, values)
      : Reflect.apply(target, name === '' ? undefined : place, values);
    if (typeof (result as PromiseLike<unknown> | null)?.then !== 'function') return result;
    return new Promise((resolve, reject) => {
      this.waiting.add(reject);
      const ended = () => this.waiting.delete(reject);
      (result as PromiseLike<unknown>).then(resolve, reject).then(ended, ended);
    });
  }

  private promises(): Exports {
    const made: Exports = {};
    for (const name of ['readFile', 'writeFile', 'stat', 'access', 'mkdir', 'readdir'] as const) {
      made[name] = util.promisify(this.fs[name] as (...rest: unknown[]) => void);
    }
    return made;
  }

  /** Runs the program's file; what `process.exit` ends has ended well, but for a module. */
  run(file: string): Module {
    try {
      return this.load(file);
    } catch (error) {
      if (error instanceof Exit && !this.isModule && this.main !== undefined) return this.main;
      throw error;
    }
  }

  private load(file: string): Module {
    const known = this.modules.get(file);
    if (known !== undefined) return known;
    const module: Module = {exports: {}, filename: file, loaded: false};
    this.main ??= module;
    this.modules.set(file, module);
    try {
      if (file.endsWith('.json')) {
        module.exports = JSON.parse(this.fs.readFileSync(file, 'utf8') as string);
      } else {
        const compiled = askPython({op: 'compile', folder: this.folder, file}) as Compiled;
        const {exports} = module;
        const confined = (url: unknown) => fetchWith(this.fs, url);
        const here = path.dirname(file);
        compiled.call(
          exports, exports, this.requireFrom(here), module, file, here,
          this.console, this.process, confined, ...this.timers,
        ); // biome-ignore format: eleven arguments
      }
    } catch (error) {
      this.modules.delete(file);
      throw error;
    }
    module.loaded = true;
    return module;
  }

  private requireFrom(folder: string): Require {
    const require: Require = (request) => {
      if (TFJS.test(request)) return tf;
      const builtin = this.builtins[request.replace(/^node:/, '')];
      if (builtin !== undefined) return builtin;
      return this.load(this.resolve(request, folder)).exports;
    };
    require.main = this.main;
    return require;
  }

  private resolve(request: string, from: string): string {
    const isPath = /^\.{0,2}\//.test(request) || request === '.' || request === '..';
    const places = isPath ? [path.resolve(from, request)] : this.packages(request, from);
    for (const place of places) {
      const found = this.fileAt(place);
      if (found !== null) return found;
    }
    throw Object.assign(new Error(`Cannot find module '${request}' from ${from}`), {
      code: 'MODULE_NOT_FOUND',
    });
  }

  private packages(name: string, from: string): string[] {
    const places: string[] = [];
    for (let at = from; at.startsWith(this.folder); at = path.dirname(at)) {
      places.push(path.join(at, 'node_modules', name));
      if (at === path.dirname(at)) break;
    }
    return places;
  }

  private fileAt(place: string): string | null {
    for (const file of [place, `${place}.js`, `${place}.cjs`, `${place}.json`]) {
      if (this.fs.existsSync(file) && this.fs.statSync(file).isFile()) return file;
    }
    const manifest = path.join(place, 'package.json');
    if (this.fs.existsSync(manifest)) {
      const {main} = JSON.parse(this.fs.readFileSync(manifest, 'utf8') as string) as {
        main?: string;
      };
      if (main !== undefined) {
        const found = this.fileAt(path.join(place, main));
        if (found !== null) return found;
      }
    }
    const index = path.join(place, 'index.js');
    return this.fs.existsSync(index) ? index : null;
  }
}
