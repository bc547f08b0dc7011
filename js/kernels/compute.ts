// What the kernels here are written with: TensorFlow's ops on the bridge's own tensors, so that
// values may be int64 in between, which tfjs has no dtype for.
import type {KernelConfig, KernelFunc, Tensor, TensorInfo} from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs-node';
import type {TensorMetadata} from '../binding';
import {binding} from '../host/require';
import type {OpAttr} from '../specs';

const BACKEND = 'tensorflow';

/** What of tfjs-node's backend its own types keep private. */
interface Backend {
  createOutputTensor(metadata: TensorMetadata): Tensor;
  getInputTensorIds(tensors: TensorInfo[]): number[];
  getDTypeInteger(dtype: string): number;
}

const INT32 = binding.TF_INT32;
const INT64 = binding.TF_INT64;

export const attr = {
  bool: (name: string, value: boolean): OpAttr => ({name, type: binding.TF_ATTR_BOOL, value}),
  int: (name: string, value: number | number[]): OpAttr => ({
    name,
    type: binding.TF_ATTR_INT,
    value,
  }),
  string: (name: string, value: string | string[]): OpAttr => ({
    name,
    type: binding.TF_ATTR_STRING,
    value,
  }),
  type: (name: string, {dtype}: {dtype: number}): OpAttr => ({
    name,
    type: binding.TF_ATTR_TYPE,
    value: dtype,
  }),
  int32: (name: string): OpAttr => attr.type(name, {dtype: INT32}),
  int64: (name: string): OpAttr => attr.type(name, {dtype: INT64}),
};

/** One kernel's use of the bridge: what it makes is deleted at its end, but for its results. */
export class Computation {
  private readonly made: TensorMetadata[] = [];

  constructor(private readonly backend: Backend) {}

  /** A kernel's input. */
  input(tensor: TensorInfo): TensorMetadata {
    const [id] = this.backend.getInputTensorIds([tensor]) as [number];
    return {id, shape: tensor.shape, dtype: this.backend.getDTypeInteger(tensor.dtype)};
  }

  /** Integers made here, as an int32 vector or (of a number) scalar. */
  ints(value: number | number[]): TensorMetadata {
    const values = Int32Array.from([value].flat());
    const shape = Array.isArray(value) ? [value.length] : [];
    return this.keep({id: binding.createTensor(shape, INT32, values), shape, dtype: INT32});
  }

  float(value: number): TensorMetadata {
    const dtype = binding.TF_FLOAT;
    const id = binding.createTensor([], dtype, Float32Array.of(value));
    return this.keep({id, shape: [], dtype});
  }

  /** Runs an op. TensorFlow's complaints are thrown as it words them. */
  run(name: string, attrs: OpAttr[], inputs: TensorMetadata[], outputs: number): TensorMetadata[] {
    try {
      return binding
        .executeOp(
          name,
          attrs,
          inputs.map(({id}) => id),
          outputs,
        )
        .map((metadata) => this.keep(metadata));
    } catch (error) {
      throw new Error((error as Error).message.replace(/^Invalid TF_Status: \d+\nMessage: /, ''));
    }
  }

  run1(name: string, attrs: OpAttr[], inputs: TensorMetadata[]): TensorMetadata {
    return this.run(name, attrs, inputs, 1)[0] as TensorMetadata;
  }

  toInt64(tensor: TensorMetadata): TensorMetadata {
    return this.run1('Cast', [attr.type('SrcT', tensor), attr.int64('DstT')], [tensor]);
  }

  toInt32(tensor: TensorMetadata): TensorMetadata {
    if (tensor.dtype !== INT64) return tensor;
    return this.run1('Cast', [attr.type('SrcT', tensor), attr.int32('DstT')], [tensor]);
  }

  /** The results as tensors of tfjs, int64 ones as int32. */
  finish(results: TensorMetadata[]): Tensor[] {
    const kept = results.map((result) => this.toInt32(result));
    const ids = new Set(kept.map(({id}) => id));
    this.discard(ids);
    return kept.map((metadata) => this.backend.createOutputTensor(metadata));
  }

  discard(but: Set<number> = new Set()): void {
    for (const {id} of this.made.splice(0)) if (!but.has(id)) binding.deleteTensor(id);
  }

  private keep(tensor: TensorMetadata): TensorMetadata {
    this.made.push(tensor);
    return tensor;
  }
}

/** tfjs types a kernel's inputs as if each could be missing. */
export type Given<I> = {[name in keyof I]-?: Exclude<I[name], undefined>};
type Body<I, A> = (computation: Computation, inputs: Given<I>, attrs: A) => TensorMetadata[];

/** A kernel whose body computes its outputs; `list` where tfjs wants an array even of one. */
export function kernel<I, A = unknown>(
  kernelName: string,
  body: Body<I, A>,
  list = false,
): KernelConfig {
  const kernelFunc: KernelFunc = ({inputs, attrs, backend}) => {
    const computation = new Computation(backend as Backend);
    try {
      const results = computation.finish(body(computation, inputs as Given<I>, attrs as A));
      return results.length === 1 && !list ? (results[0] as Tensor) : results;
    } finally {
      computation.discard();
    }
  };
  return {kernelName, backendName: BACKEND, kernelFunc};
}

/** Registers a kernel, in the place of tfjs-node's where it has one. */
export function register(config: KernelConfig): void {
  const {kernelName, backendName} = config;
  if (tf.getKernel(kernelName, backendName) != null) tf.unregisterKernel(kernelName, backendName);
  tf.registerKernel(config);
}
