// A tfjs model folder opened in the Node peer, its inputs and outputs by the user's names.

import * as tf from '@tensorflow/tfjs-node';

export type NamedTensor = [name: string, tensor: tf.Tensor];

export interface Loaded {
  /** Tensors that belong to the model and outlive a run. */
  readonly weights: ReadonlySet<tf.Tensor>;
  /** Outputs in the order asked for at loading; a promise where the graph has control flow. */
  run(inputs: NamedTensor[]): tf.Tensor[] | Promise<tf.Tensor[]>;
  /** Graph models only: a node's first output, from tensors named by the nodes they stand for. */
  fetch?(inputs: NamedTensor[], node: string): tf.Tensor[] | Promise<tf.Tensor[]>;
}

/** What of a graph model its own types keep private. */
interface Planned {
  executor: {compiledMap: Map<string, unknown>};
}

/**
 * Loads `path`, a model.json. A graph model's inputs and outputs are named by the keys of its
 * signature; a layers model's are taken in its own order.
 */
export async function load(
  kind: 'graph' | 'layers',
  path: string,
  outputs: string[],
): Promise<Loaded> {
  const url = `file://${path}`;
  return kind === 'graph'
    ? graph(await tf.loadGraphModel(url), outputs)
    : layers(await tf.loadLayersModel(url), outputs);
}

type Ports = Record<string, {name?: string}>;

function graph(model: tf.GraphModel, outputs: string[]): Loaded {
  const signature = model.modelSignature as {inputs?: Ports; outputs?: Ports} | undefined;
  const tensorName = (ports: Ports | undefined, name: string) => ports?.[name]?.name ?? name;
  const fetches = outputs.map((name) => tensorName(signature?.outputs, name));

  const asArray = (result: tf.Tensor | tf.Tensor[]) => (Array.isArray(result) ? result : [result]);
  let dynamic = false;
  const execute = (feeds: tf.NamedTensorMap, fetches: string[]) => {
    if (!dynamic) {
      try {
        return asArray(model.execute(feeds, fetches));
      } catch (error) {
        // tfjs refuses such a graph before it runs any of it, and does not say so any earlier.
        dynamic = error instanceof Error && error.message.includes('has the dynamic op');
        if (!dynamic) throw error;
      }
    }
    return model.executeAsync(feeds, fetches).then(asArray);
  };
  return {
    weights: new Set(Object.values(model.weights).flat()),
    run(inputs) {
      const named = inputs.map(([name, tensor]) => [tensorName(signature?.inputs, name), tensor]);
      return execute(Object.fromEntries(named), fetches);
    },
    fetch(inputs, node) {
      // tfjs keeps a plan for every set of nodes it was ever asked for.
      (model as unknown as Planned).executor.compiledMap.clear();
      dynamic = false; // Which part of the graph is run decides.
      return execute(Object.fromEntries(inputs), [node]);
    },
  };
}

function layers(model: tf.LayersModel, outputs: string[]): Loaded {
  if (model.outputs.length !== outputs.length) {
    throw new Error(`the model has ${model.outputs.length} outputs, not ${outputs.length}`);
  }
  return {
    weights: new Set(model.weights.map((weight) => weight.read())),
    run(inputs) {
      const tensors = inputs.map(([, tensor]) => tensor);
      // One batch, whatever its size: predict would cut it into slices of 32.
      const batchSize = Math.max(1, tensors[0]?.shape[0] ?? 1);
      const result = model.predict(tensors, {batchSize});
      return Array.isArray(result) ? result : [result];
    },
  };
}
