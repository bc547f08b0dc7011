// A dataset of the rows of an array: each is a tensor when it is asked for, and no earlier.
import * as tf from '@tensorflow/tfjs-node';

/** An array as Python sends it. */
export interface Rows {
  data: Float32Array | Int32Array | Uint8Array;
  shape: number[];
  dtype: 'float32' | 'int32' | 'bool';
}

export function datasetOf({data, shape, dtype}: Rows): tf.data.Dataset<tf.TensorContainer> {
  const [count = 0, ...row] = shape;
  const size = row.reduce((product, length) => product * length, 1);
  const places = Array.from({length: count}, (_, index) => index);
  return tf.data
    .array(places)
    .map((index) => tf.tensor(data.slice(index * size, (index + 1) * size), row, dtype));
}
