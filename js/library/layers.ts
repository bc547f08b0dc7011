// Layers written in Python, as layers of tfjs.
import * as tf from '@tensorflow/tfjs-node';

type Shape = tf.Shape | tf.Shape[];
type Config = Record<string, unknown>;

/** A layer's methods in Python; those it does not define are tfjs's own. */
interface PythonMethods {
  call(inputs: unknown, kwargs: unknown): tf.Tensor | tf.Tensor[];
  build?(shape: Shape): void;
  computeOutputShape?(shape: Shape): Shape;
  getConfig?(): Config;
}

export interface PythonLayerFields {
  config: Config;
  methods: PythonMethods;
  fromConfig(config: Config): tf.layers.Layer;
}

const GONE: PythonMethods = {
  call() {
    throw new Error('this layer was disposed of');
  },
};

/** One input stands by itself, as in Keras. */
function single<T>(inputs: T | T[]): T | T[] {
  return Array.isArray(inputs) && inputs.length === 1 ? (inputs[0] as T) : inputs;
}

class PythonLayer extends tf.layers.Layer {
  /** Let go of when the layer is disposed of: it keeps Python's object alive. */
  methods: PythonMethods = GONE;

  override build(shape: Shape): void {
    this.methods.build?.(shape);
    super.build(shape);
  }

  override call(inputs: tf.Tensor | tf.Tensor[], kwargs: Config): tf.Tensor | tf.Tensor[] {
    return tf.tidy(() => {
      this.invokeCallHook(inputs, kwargs);
      return this.methods.call(single(inputs), kwargs);
    });
  }

  override computeOutputShape(shape: Shape): Shape {
    return this.methods.computeOutputShape?.(shape) ?? super.computeOutputShape(shape);
  }

  override getConfig(): tf.serialization.ConfigDict {
    return {...super.getConfig(), ...this.methods.getConfig?.()} as tf.serialization.ConfigDict;
  }

  override dispose() {
    const disposed = super.dispose();
    if (disposed.refCountAfterDispose === 0) this.methods = GONE;
    return disposed;
  }
}

const defined = new Map<string, typeof PythonLayer>();

/** Makes a layer; its class is registered under its name, so that a saved model finds it. */
export function defineLayer(className: string, fields: PythonLayerFields): tf.layers.Layer {
  const {config, methods, fromConfig} = fields;
  let type = defined.get(className);
  if (type === undefined) {
    type = class extends PythonLayer {
      static className = className;
    };
    defined.set(className, type);
  }
  // The latest definition counts, as where a notebook's cell is run again.
  Object.assign(type, {fromConfig: (_: unknown, saved: Config) => fromConfig(saved)});
  tf.serialization.registerClass(type as never);
  const layer = new type(config);
  layer.methods = methods;
  return layer;
}
