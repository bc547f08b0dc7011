// A tfjs model folder opened in the Node peer, its inputs and outputs by the user's names.

import * as tf from "@tensorflow/tfjs-node";

export interface Loaded {
  /** Tensors that belong to the model and outlive a run. */
  readonly weights: ReadonlySet<tf.Tensor>;
  /** Outputs in the order asked for at loading; a promise where the graph has control flow. */
  run(inputs: tf.NamedTensorMap): tf.Tensor[] | Promise<tf.Tensor[]>;
}

/**
 * Loads `path`, a model.json. The names of inputs and outputs are the keys of a graph model's
 * signature, and the names a layers model has for them.
 */
export async function load(
  kind: "graph" | "layers",
  path: string,
  outputs: string[],
): Promise<Loaded> {
  const url = `file://${path}`;
  return kind === "graph"
    ? graph(await tf.loadGraphModel(url), outputs)
    : layers(await tf.loadLayersModel(url), outputs);
}

type Ports = Record<string, { name?: string }>;

function graph(model: tf.GraphModel, outputs: string[]): Loaded {
  const signature = model.modelSignature as { inputs?: Ports; outputs?: Ports } | undefined;
  const tensorName = (ports: Ports | undefined, name: string) => ports?.[name]?.name ?? name;
  const fetches = outputs.map((name) => tensorName(signature?.outputs, name));

  const asArray = (result: tf.Tensor | tf.Tensor[]) => (Array.isArray(result) ? result : [result]);
  let dynamic = false;
  return {
    weights: new Set(Object.values(model.weights).flat()),
    run(inputs) {
      const feeds = Object.fromEntries(
        Object.entries(inputs).map(([name, tensor]) => [
          tensorName(signature?.inputs, name),
          tensor,
        ]),
      );
      if (!dynamic) {
        try {
          return asArray(model.execute(feeds, fetches));
        } catch (error) {
          // tfjs refuses such a graph before it runs any of it, and does not say so any earlier.
          dynamic = error instanceof Error && error.message.includes("has the dynamic op");
          if (!dynamic) throw error;
        }
      }
      return model.executeAsync(feeds, fetches).then(asArray);
    },
  };
}

function layers(model: tf.LayersModel, outputs: string[]): Loaded {
  function named<T>(name: string, names: string[], values: T[]): T {
    const value = values[names.indexOf(name)];
    if (value === undefined) throw new Error(`there is no '${name}', only ${names.join(", ")}`);
    return value;
  }
  for (const name of outputs) named(name, model.outputNames, model.outputs);
  return {
    weights: new Set(model.weights.map((weight) => weight.read())),
    run(inputs) {
      const [names, tensors] = [Object.keys(inputs), Object.values(inputs)];
      const feeds = model.inputNames.map((name) => named(name, names, tensors));
      // One batch, whatever its size: predict would cut it into slices of 32.
      const result = model.predict(feeds, { batchSize: Math.max(1, feeds[0]?.shape[0] ?? 1) });
      const results = Array.isArray(result) ? result : [result];
      return outputs.map((name) => named(name, model.outputNames, results));
    },
  };
}
