// While a run is recorded, JavaScript may do nothing but compute (host/watched.ts). Variables are
// looked at before and after, as tfjs assigns to them without an op.
import * as tf from '@tensorflow/tfjs-node';
import {binding} from './host/require';
import {watch} from './host/watch';

let variables = new Map<string, object>();

function variablesNow(): Map<string, object> {
  const registered = Object.entries(tf.engine().state.registeredVariables);
  return new Map(registered.map(([name, variable]) => [name, variable.dataId]));
}

/** What of a kernel's arguments its own type hides. */
interface Arguments {
  backend: {readSync(id: object): tf.TypedArray};
}

// The one kernel of tfjs-node that reads an input's values: the indices, to see that they are within
// bounds. TensorFlow's op sees to that itself, op by op and captured.
const gather = tf.getKernel('GatherV2', 'tensorflow');
const uncheckedGather: typeof gather = {
  ...gather,
  kernelFunc: (given) => {
    const {backend} = given as unknown as Arguments;
    const blind = Object.create(backend, {readSync: {value: () => new Int32Array(0)}});
    return gather.kernelFunc({...given, backend: blind});
  },
};

function useGather(config: typeof gather): void {
  tf.unregisterKernel('GatherV2', 'tensorflow');
  tf.registerKernel(config);
}

export function startRecording(): void {
  variables = variablesNow();
  useGather(uncheckedGather);
  watch.refuse = binding.refuse;
}

export function stopRecording(): void {
  useGather(gather);
  watch.refuse = null;
}

/** Refuses where a variable is another one than when the recording started. */
export function checkVariables(): void {
  // What is disposed of is gone from here on.
  binding.flush();
  const now = variablesNow();
  for (const [name, data] of now) {
    if (!variables.has(name)) binding.refuse('effect', `it makes the variable ${name}`);
    if (variables.get(name) !== data)
      binding.refuse('effect', `it assigns to the variable ${name}`);
  }
}
