// A tfjs model folder opened in the Node peer, run on inputs in the caller's order.

import * as tf from '@tensorflow/tfjs-node';

export interface Loaded {
  /** Tensors that belong to the model and outlive a run. */
  readonly weights: ReadonlySet<tf.Tensor>;
  /** Outputs in the order asked for at loading; a promise where the graph has control flow. */
  run(inputs: tf.Tensor[]): tf.Tensor[] | Promise<tf.Tensor[]>;
}

/**
 * Loads `path`, a model.json. `inputs` and `outputs` are the names the user's model has, in the
 * order `run` takes and gives them: keys of a graph model's signature, or names of a layers
 * model's inputs and outputs.
 */
export async function load(
  kind: 'graph' | 'layers',
  path: string,
  inputs: string[],
  outputs: string[],
): Promise<Loaded> {
  const url = `file://${path}`;
  return kind === 'graph'
    ? graph(await tf.loadGraphModel(url), inputs, outputs)
    : layers(await tf.loadLayersModel(url), inputs, outputs);
}

type Ports = Record<string, { name?: string }>;

function graph(model: tf.GraphModel, inputs: string[], outputs: string[]): Loaded {
  const signature = model.modelSignature as { inputs?: Ports; outputs?: Ports } | undefined;
  const tensorNames = (names: string[], ports: Ports | undefined) =>
    names.map((name) => ports?.[name]?.name ?? name);
  const feeds = tensorNames(inputs, signature?.inputs);
  const fetches = tensorNames(outputs, signature?.outputs);

  const asArray = (result: tf.Tensor | tf.Tensor[]) => (Array.isArray(result) ? result : [result]);
  let dynamic = false;
  return {
    weights: new Set(Object.values(model.weights).flat()),
    run(tensors) {
      const named = Object.fromEntries(feeds.map((feed, index) => [feed, tensors[index]]));
      if (!dynamic) {
        try {
          return asArray(model.execute(named, fetches));
        } catch (error) {
          // tfjs refuses such a graph before it runs any of it, and does not say so any earlier.
          if (!(error instanceof Error && error.message.includes('has the dynamic op'))) throw error;
          dynamic = true;
        }
      }
      return model.executeAsync(named, fetches).then(asArray);
    },
  };
}

function layers(model: tf.LayersModel, inputs: string[], outputs: string[]): Loaded {
  const position = (name: string, names: string[]) => {
    const index = names.indexOf(name);
    if (index < 0) throw new Error(`the model has no '${name}', only ${names.join(', ')}`);
    return index;
  };
  const feeds = model.inputNames.map((name) => position(name, inputs));
  const fetches = outputs.map((name) => position(name, model.outputNames));
  return {
    weights: new Set(model.weights.map((weight) => weight.read())),
    run(tensors) {
      const fed = feeds.map((index) => tensors[index]);
      // One batch, whatever its size: predict would cut it into slices of 32.
      const result = model.predict(fed, { batchSize: Math.max(1, fed[0].shape[0] ?? 1) });
      const results = Array.isArray(result) ? result : [result];
      return fetches.map((index) => results[index]);
    },
  };
}
