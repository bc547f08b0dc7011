// One of upstream's suites, run by jasmine: the same code in the embedded engine and in Node.
//
// Every result carries the name of the backend its spec started on and how many ops TensorFlow's
// executed for it: tfjs falls back to another backend with a mere warning, and a suite that passes
// there proves nothing.

import {setTestEnvs, type TestEnv} from '@tensorflow/tfjs-core/dist/jasmine_util';
import * as tf from '@tensorflow/tfjs-node';
import jasmineCore from 'jasmine-core/jasmine';

export interface Request {
  /** Whose specs: tfjs-core's on a backend, or tfjs-node's own. */
  suite: 'core' | 'node';
  backend: string;
  /** Only the specs whose full name has this in it. */
  only: string;
  /** The folder of the wasm backend's binaries, as that backend's loader takes it. */
  wasm: string;
}

interface SpecResult {
  name: string;
  status: string;
  backend: string;
  ops: number;
  messages: string[];
}

export interface SuiteResult {
  specs: SpecResult[];
  /** Failures outside of any spec. */
  messages: string[];
  /** Whether tfjs-node's binding is native code, as its addon is and our bridge's is not. */
  addon: boolean;
}

interface Reported {
  fullName: string;
  status: string;
  failedExpectations: {message: string}[];
}

interface Counted {
  executeSingleOutput(...rest: unknown[]): unknown;
  executeMultipleOutputs(...rest: unknown[]): unknown;
  binding: {executeOp: unknown};
}

let ops = 0;

/** Counts the ops that tfjs-node's backend hands to its binding. */
function countOps(): void {
  const backend = Object.getPrototypeOf(tf.findBackend('tensorflow')) as Counted;
  for (const name of ['executeSingleOutput', 'executeMultipleOutputs'] as const) {
    const original = backend[name];
    backend[name] = function counted(this: Counted, ...rest: unknown[]) {
      const result = original.apply(this, rest);
      ops += 1;
      return result;
    };
  }
}

function isAddon(): boolean {
  const {binding} = tf.findBackend('tensorflow') as unknown as Counted;
  return String(binding.executeOp).includes('[native code]');
}

/** Runs a suite; one a process, since specs are bound to a backend as they are defined. */
export async function run(request: Request): Promise<SuiteResult> {
  const {suite, backend, only} = request;
  const result: SuiteResult = {specs: [], messages: [], addon: isAddon()};
  countOps();
  jasmineCore.installGlobals();
  const environment: TestEnv = {
    name: `test-${backend}`,
    backendName: backend,
    flags: {},
    isDataSync: true,
  };
  setTestEnvs([environment]);
  const runner = jasmineCore.globals.jasmine.getEnv();
  // In the order upstream runs them: the specs of some files leave state behind.
  runner.configure({
    random: false,
    forbidDuplicateNames: false,
    specFilter: (spec: {getFullName(): string}) => spec.getFullName().includes(only),
  });

  if (backend === 'wasm') {
    const {setWasmPaths} = await import('@tensorflow/tfjs-backend-wasm');
    setWasmPaths(request.wasm);
  }
  await tf.setBackend(backend);
  // Specs are defined as their files are loaded, on the environments set until then.
  if (suite === 'core') await import('@tensorflow/tfjs-core/dist/tests');
  else await import('tfjs-node-specs');

  let started = {backend: '', ops: 0};
  jasmineCore.globals.beforeEach(() => {
    started = {backend: tf.getBackend(), ops};
  });
  const said = (reported: Reported) => reported.failedExpectations.map(({message}) => message);
  runner.addReporter({
    specStarted: () => {
      started = {backend: '', ops};
    },
    specDone: (spec: Reported) => {
      const {fullName: name, status} = spec;
      if (status === 'excluded') return;
      const executed = ops - started.ops;
      result.specs.push({
        name,
        status,
        backend: started.backend,
        ops: executed,
        messages: said(spec),
      });
    },
    suiteDone: (done: Reported) => {
      result.messages.push(...said(done));
    },
    jasmineDone: (done: Reported) => {
      result.messages.push(...said(done));
    },
  });
  await runner.execute();
  return result;
}
