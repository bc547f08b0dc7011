// What of a graph a run needs, found once: tfjs looks for it at every run, and for nodes and their
// tensors by name at every step.
import type {NamedTensorMap} from '@tensorflow/tfjs-converter/dist/data/types';
import type {GraphExecutor} from '@tensorflow/tfjs-converter/dist/executor/graph_executor';
import {
  getExecutionSubgraph,
  isControlFlow,
} from '@tensorflow/tfjs-converter/dist/executor/model_analysis';
import {parseNodeName} from '@tensorflow/tfjs-converter/dist/operations/executors/utils';
import type {Graph, Node} from '@tensorflow/tfjs-converter/dist/operations/types';
import type {Tensor} from '@tensorflow/tfjs-node';

/** What of an executor tfjs keeps private. */
export type Executor = Pick<GraphExecutor, 'weightMap' | 'weightIds' | 'functionExecutorMap'> & {
  graph: Graph;
  _outputs: Node[];
  _initNodes?: Node[];
  parent?: GraphExecutor;
  parseNodeNameCache: Map<string, [string, number, string?]>;
  /** Plans by what they are for; models.ts empties it. */
  compiledMap: Map<string, unknown>;
};

/** One of a node's results: the node by name and by its place in the plan. */
export interface Source {
  name: string;
  place: number;
  index: number;
}

export interface Step {
  node: Node;
  place: number;
  sources: Source[];
  /** Those that take its results, as far as they are needed. */
  children: Step[];
  /** The places of those whose tensors it is a user of: tfjs keeps control flow's to the end. */
  uses: number[];
  isControlFlow: boolean;
  isOutput: boolean;
}

/** What a node makes; a Switch makes one of two. */
export type Results = (Tensor | undefined)[];

/** By their nodes' places. */
export type Values = (Results | undefined)[];

export interface Plan {
  /** In the order in which tfjs puts them on its stack. */
  first: Step[];
  /** The inputs' places, in their order. */
  inputs: Source[];
  /** The nodes' names, by place. */
  names: string[];
  outputs: Source[];
  /** Must be there at the end. */
  wanted: Source[];
}

// What waits for more than a condition.
const WAITING_OPS = new Set(['If', 'StatelessIf', 'While', 'StatelessWhile']);
const WAITING = new Set(['dynamic', 'hash_table', 'custom']);

function makePlan(executor: Executor, inputs: NamedTensorMap, outputs: string[]): Plan | null {
  const {graph, weightMap, _initNodes: initNodes = []} = executor;
  const nodeOf = (name: string): Node => graph.nodes[parseNodeName(name)[0]] as Node;
  const asked = outputs.map(nodeOf);
  const wanted = asked.length === 0 ? executor._outputs : asked;
  const {usedNodes, dynamicNode} = getExecutionSubgraph(inputs, wanted, weightMap, initNodes);
  const first = [...Object.keys(inputs).map(nodeOf), ...graph.weights, ...initNodes];
  const nodes = [...new Set([...[...usedNodes].map(nodeOf), ...first])];
  // tfjs warns of a graph that need not be run this way.
  const isPlain = dynamicNode === null && executor.parent === undefined;
  const waits = ({op, category}: Node): boolean => WAITING_OPS.has(op) || WAITING.has(category);
  if (isPlain || nodes.some(waits)) return null;

  const places = new Map(nodes.map(({name}, place) => [name, place]));
  // A node that is fed has inputs that are not in the plan.
  const placeOf = (name: string): number => places.get(name) ?? -1;
  const sourceOf = (given: string): Source => {
    const [name, index] = parseNodeName(given);
    return {name, place: placeOf(name), index};
  };
  const steps = nodes.map((node, place) => ({
    node,
    place,
    sources: node.inputNames.map(sourceOf),
    children: [] as Step[],
    uses: node.inputs.filter((input) => !isControlFlow(input)).map(({name}) => placeOf(name)),
    isControlFlow: isControlFlow(node),
    isOutput: asked.includes(node),
  }));
  const stepOf = ({name}: Node): Step => steps[placeOf(name)] as Step;
  for (const {node, children} of steps)
    children.push(...node.children.filter(({name}) => usedNodes.has(name)).map(stepOf));
  return {
    first: first.map(stepOf),
    inputs: Object.keys(inputs).map(sourceOf),
    names: nodes.map(({name}) => name),
    outputs: outputs.map(sourceOf),
    wanted: wanted.filter((node) => !isControlFlow(node)).map(({name}) => sourceOf(name)),
  };
}

/** The plan for these inputs and outputs; null where it is left to tfjs. */
export function planOf(executor: Executor, inputs: NamedTensorMap, outputs: string[]): Plan | null {
  const {compiledMap} = executor;
  // tfjs's own keys have no spaces, as names of nodes have none.
  const key = `${Object.keys(inputs).join()} -> ${outputs.join()}`;
  let plan = compiledMap.get(key) as Plan | null | undefined;
  if (plan === undefined) {
    plan = makePlan(executor, inputs, outputs);
    compiledMap.set(key, plan);
  }
  return plan;
}
