// A model's run: inputs out of the channel, results into it.
//
// On the backend `tensorflow` both are ids of the bridge's tensors. On the others inputs are Python's
// memory on loan, and results are read a chunk at a time.
import * as tf from '@tensorflow/tfjs-node';
import {binding} from './host/require';
import {lent} from './leases';

/** A tensor of the bridge, by TensorFlow's number of its dtype. */
interface Handed {
  id: number;
  shape: number[];
  dtype: number;
}

/** What of tfjs-node's backend its own types keep private. */
interface NodeBackend {
  tensorMap: {get(id: object): {id: number}};
  createOutputTensor(metadata: Handed): tf.Tensor;
  getInputTensorIds(tensors: tf.Tensor[]): number[];
}

const nodeBackend = tf.findBackend('tensorflow') as unknown as NodeBackend;

const DTYPES: Record<number, tf.DataType> = {
  [binding.TF_FLOAT]: 'float32',
  [binding.TF_INT32]: 'int32',
  [binding.TF_BOOL]: 'bool',
};

/** The runs that go on: a callback of a run may start another one. */
const runs: {inputs: tf.Tensor[]; results: tf.Tensor[]}[] = [];
let reading: Uint8Array = new Uint8Array(0);

function isNative(): boolean {
  return tf.getBackend() === 'tensorflow';
}

/** A tensor whose values are to come: `give` says where they are. */
export function expect(dtype: number, shape: number[]): tf.Tensor {
  return nodeBackend.createOutputTensor({id: -1, dtype, shape});
}

/** Takes charge of a tensor of the bridge's, for one that was expected. */
export function give(expected: tf.Tensor, id: number): void {
  binding.adopt(id);
  nodeBackend.tensorMap.get(expected.dataId).id = id;
}

/** Words: model, count, then for each input: id or lease, dtype, rank, dims... */
export function takeInputs(): tf.Tensor[] {
  const words = binding.words();
  const count = words[1] as number;
  const found: Handed[] = [];
  let at = 2;
  for (let i = 0; i < count; i++) {
    const id = words[at] as number;
    const dtype = words[at + 1] as number;
    const end = at + 3 + (words[at + 2] as number);
    found.push({id, dtype, shape: Array.from(words.subarray(at + 3, end))});
    at = end;
  }
  const tensors: tf.Tensor[] = [];
  runs.push({inputs: tensors, results: []});
  const native = isNative();
  for (const metadata of found) {
    if (native) {
      binding.adopt(metadata.id);
      tensors.push(nodeBackend.createOutputTensor(metadata));
    } else {
      const {id, shape, dtype} = metadata;
      // No lease is number 0: it stands for an array without elements.
      const values = id === 0 ? [] : (lent(id) as tf.TypedArray);
      tensors.push(tf.tensor(values, shape, DTYPES[dtype]));
    }
  }
  return tensors;
}

function latest(): {inputs: tf.Tensor[]; results: tf.Tensor[]} {
  const run = runs[runs.length - 1];
  if (run === undefined) throw new Error('nothing runs');
  return run;
}

/** The inputs of a run that is begun again, which the word 1 says by -1; else as `takeInputs`. */
export function inputsAgain(): tf.Tensor[] {
  return binding.words()[1] === -1 ? latest().inputs : takeInputs();
}

/** Words: count, then ids; or, for each result, dtype, rank, dims... They live until `release`. */
export function giveResults(outputs: tf.Tensor[]): void {
  latest().results = outputs;
  if (isNative()) {
    const ids = nodeBackend.getInputTensorIds(outputs);
    const words = binding.words();
    words[0] = ids.length;
    words.set(ids, 1);
    return;
  }
  const words = binding.words();
  let at = 0;
  words[at++] = outputs.length;
  for (const {dtype, shape} of outputs) {
    const code = Object.keys(DTYPES).find((key) => DTYPES[Number(key)] === dtype);
    if (code === undefined) throw new Error(`an output of type ${dtype} cannot be read back here`);
    words[at++] = Number(code);
    words[at++] = shape.length;
    for (const dim of shape) words[at++] = dim;
  }
}

const ARRAYS: Record<
  string,
  Float32ArrayConstructor | Int32ArrayConstructor | Uint8ArrayConstructor
> = {float32: Float32Array, int32: Int32Array, bool: Uint8Array};

/** A tensor's values as an array of its dtype; some kernels answer with another, or a plain one. */
function valuesOf(tensor: tf.Tensor): Float32Array | Int32Array | Uint8Array {
  const values = tensor.dataSync() as ArrayLike<number>;
  const wanted = ARRAYS[tensor.dtype] as Float32ArrayConstructor;
  return values instanceof wanted ? values : wanted.from(values);
}

/** Word in: which result, or -1 to go on. Word out: the bytes that follow in the channel. */
export function readResult(): void {
  const words = binding.words();
  const which = words[0] as number;
  if (which >= 0) {
    const values = valuesOf(latest().results[which] as tf.Tensor);
    reading = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  }
  words[0] = binding.put(reading);
  reading = reading.subarray(words[0]);
}

/** Lets go of the latest run's inputs and results. */
export function release(): void {
  const run = runs.pop();
  if (run !== undefined) tf.dispose([run.inputs, run.results]);
  binding.flush();
}
