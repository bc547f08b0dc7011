// How tensors lie in the memory shared with Python: python/tandem/runtimes/node/wire.py says it.

import * as tf from '@tensorflow/tfjs-node';

export interface WireTensor {
  name: string;
  dtype: 'float32' | 'int32' | 'bool' | 'complex64' | 'string' | 'int64';
  shape: number[];
  /** Where it begins, and how long it is, in bytes. */
  offset: number;
  size: number;
}

/** A tensor over the shared memory: uncopied, unless it is complex64 or string. */
export function read(memory: ArrayBuffer, stored: WireTensor): tf.Tensor {
  const {dtype, shape, offset, size} = stored;
  switch (dtype) {
    case 'float32':
      return tf.tensor(new Float32Array(memory, offset, size / 4), shape, dtype);
    case 'int32':
      return tf.tensor(new Int32Array(memory, offset, size / 4), shape, dtype);
    case 'bool':
      return tf.tensor(new Uint8Array(memory, offset, size), shape, dtype);
    case 'complex64': {
      const pairs = new Float32Array(memory, offset, size / 4);
      const part = (first: 0 | 1) =>
        tf.tensor(
          pairs.filter((_, index) => index % 2 === first),
          shape,
        );
      return tf.tidy(() => tf.complex(part(0), part(1)));
    }
    case 'string':
      return tf.tensor(unpackStrings(new Uint8Array(memory, offset, size)), shape, dtype);
    case 'int64':
      throw new Error('TensorFlow.js takes no int64');
  }
}

/** A tensor's bytes, copied out of TensorFlow, and what they are. */
export function bytes(tensor: tf.Tensor): {dtype: WireTensor['dtype']; data: Uint8Array} {
  if (tensor.dtype === 'string') {
    return {
      dtype: 'string',
      data: packStrings(tf.backend().readSync(tensor.dataId) as Uint8Array[]),
    };
  }
  const array: Float32Array | Int32Array | Uint8Array | BigInt64Array = tensor.dataSync();
  const data = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
  // tfjs calls an int64 tensor int32, and hands it out as it is.
  return {dtype: array instanceof BigInt64Array ? 'int64' : tensor.dtype, data};
}

function unpackStrings(packed: Uint8Array): Uint8Array[] {
  const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength);
  const strings: Uint8Array[] = [];
  for (let start = 0; start < packed.length; ) {
    const end = start + 4 + view.getUint32(start, true);
    strings.push(packed.slice(start + 4, end));
    start = end;
  }
  return strings;
}

function packStrings(strings: Uint8Array[]): Uint8Array {
  return Buffer.concat(
    strings.flatMap((string) => {
      const length = Buffer.alloc(4);
      length.writeUInt32LE(string.length);
      return [length, string];
    }),
  );
}
