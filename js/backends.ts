// The tfjs backends a model can run on here, and proof of which one does.
import * as tf from '@tensorflow/tfjs-node';
import {lastFetched} from './host/fetch';

/** Started at first use; the binary it fetched proves which of the three builds runs. */
let wasmBinary = '';

/**
 * Starts the wasm backend from its binaries in a folder.
 *
 * Throws where it does not start: tfjs by itself would go on with another backend.
 */
export async function startWasm(folder: string): Promise<void> {
  const {setWasmPaths} = await import('@tensorflow/tfjs-backend-wasm');
  setWasmPaths(`file://${folder}/`, true);
  if (!(await tf.setBackend('wasm')) || tf.getBackend() !== 'wasm') {
    throw new Error('the wasm backend does not start');
  }
  wasmBinary = lastFetched();
}

// At its first op it tells users of Node to install tfjs-node, which this is.
Object.assign(tf.findBackend('cpu'), {firstUse: false});

/** Makes a started backend the one that runs. */
export function useBackend(name: string): void {
  // Asynchronous by its type; a backend that is started is set at once.
  void tf.setBackend(name);
  if (tf.getBackend() !== name) throw new Error(`the backend '${name}' is not started`);
}

export function describeBackends(): string {
  return JSON.stringify({backend: tf.getBackend(), wasmBinary: wasmBinary.split('/').pop()});
}
