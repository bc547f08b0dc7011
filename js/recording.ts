// While a run is recorded, JavaScript may do nothing but compute (host/watched.ts). Variables are
// looked at before and after, as tfjs assigns to them without an op.
import * as tf from '@tensorflow/tfjs-node';
import {binding} from './host/require';
import {watch} from './host/watched';

let variables = new Map<string, object>();

function variablesNow(): Map<string, object> {
  const registered = Object.entries(tf.engine().state.registeredVariables);
  return new Map(registered.map(([name, variable]) => [name, variable.dataId]));
}

export function startRecording(): void {
  variables = variablesNow();
  watch.refuse = binding.refuse;
}

export function stopRecording(): void {
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
