// A graph with loops, run as tfjs runs it and by a plan that is made once. tfjs looks for the part
// of the graph that it needs at every run, finds tensors by names that it puts together of node,
// loop and iteration, and waits for a promise at every Switch: two thirds of an LSTM's time.
//
// Ops run in tfjs's own order, so that lists and arrays, which are written in place, hold the same;
// every tensor lives as long as tfjs lets it. What waits for something (functions, tables, boxes
// that are suppressed) is left to tfjs.
import type {Tensor} from '@tensorflow/tfjs';
import type {NamedTensorMap, NamedTensorsMap} from '@tensorflow/tfjs-converter/dist/data/types';
import type {ExecutionContext} from '@tensorflow/tfjs-converter/dist/executor/execution_context';
import {GraphExecutor} from '@tensorflow/tfjs-converter/dist/executor/graph_executor';
import {
  getExecutionSubgraph,
  isControlFlow,
} from '@tensorflow/tfjs-converter/dist/executor/model_analysis';
import {
  cloneTensor,
  getParamValue,
  getTensor,
  parseNodeName,
} from '@tensorflow/tfjs-converter/dist/operations/executors/utils';
import {executeOp} from '@tensorflow/tfjs-converter/dist/operations/operation_executor';
import type {Graph, Node} from '@tensorflow/tfjs-converter/dist/operations/types';

/** What of an executor tfjs keeps private. */
interface Executor {
  graph: Graph;
  weightMap: NamedTensorsMap;
  weightIds: number[];
  _outputs: Node[];
  _initNodes?: Node[];
  keepIntermediateTensors: boolean;
  /** Of plans by what they are for; models.ts empties it. */
  compiledMap: Map<string, unknown>;
  executeWithControlFlow(
    inputs: NamedTensorMap,
    context: ExecutionContext,
    outputs: string[],
    isFunction: boolean,
  ): Promise<NamedTensorsMap>;
}

/** A node of a plan. Where a number stands for a node, it is its place in the plan. */
interface Step {
  node: Node;
  place: number;
  takes: {name: string; from: number; index: number}[];
  /** Those that take what it makes, as far as they are needed. */
  children: Step[];
  /** What it takes of others than control flow, whose tensors tfjs keeps to the end. */
  usesUp: number[];
  isControlFlow: boolean;
  isOutput: boolean;
}

interface Plan {
  /** In the order they are put on the stack. */
  first: Step[];
  /** The weights, in their places. */
  values: Values;
  weights: Set<number>;
  /** By name, as asked for. */
  places: Map<string, number>;
  outputs: Node[];
  /** Whether the loops' own nodes may hand on a tensor itself where tfjs makes a copy of it. */
  mayShare: boolean;
}

type Values = (Tensor[] | undefined)[];

// Of tfjs's control flow, what waits for more than a condition. Other ops that wait are of the
// categories "dynamic", "hash_table" and "custom".
const WAITS = new Set(['If', 'StatelessIf', 'While', 'StatelessWhile']);
const WAITING = new Set(['dynamic', 'hash_table', 'custom']);

/** The plan for these inputs and outputs; null where tfjs's own way is taken. */
function makePlan(executor: Executor, inputs: NamedTensorMap, outputNames: string[]): Plan | null {
  const {graph, weightMap, _initNodes: initNodes = []} = executor;
  const nodeOf = (name: string): Node => graph.nodes[parseNodeName(name)[0]] as Node;
  const asked = outputNames.map(nodeOf);
  const outputs = asked.length === 0 ? executor._outputs : asked;
  const {usedNodes} = getExecutionSubgraph(inputs, outputs, weightMap, initNodes);
  const used = [...usedNodes].map(nodeOf);
  if (initNodes.length > 0 || used.some(({op, category}) => WAITS.has(op) || WAITING.has(category)))
    return null;
  const first = [...Object.keys(inputs).map(nodeOf), ...graph.weights];
  const nodes = [...new Set([...first, ...used])];
  const places = new Map(nodes.map(({name}, place) => [name, place]));
  const placeOf = (name: string): number => places.get(name) ?? -1;
  const steps = nodes.map((node, place) => ({
    node,
    place,
    takes: node.inputNames.map((given) => {
      const [name, index] = parseNodeName(given);
      return {name, from: placeOf(name), index};
    }),
    children: [] as Step[],
    usesUp: node.inputs.filter((input) => !isControlFlow(input)).map(({name}) => placeOf(name)),
    isControlFlow: isControlFlow(node),
    isOutput: asked.includes(node),
  }));
  for (const {node, children} of steps) {
    const needed = node.children.filter(({name}) => usedNodes.has(name));
    children.push(...needed.map(({name}) => steps[placeOf(name)] as Step));
  }
  return {
    first: first.map(({name}) => steps[placeOf(name)] as Step),
    values: nodes.map(({name}) => weightMap[name]),
    weights: new Set(executor.weightIds),
    places,
    outputs,
    // An array that is closed in the graph disposes of what is in it.
    mayShare: used.every(({op}) => op !== 'TensorArrayCloseV3'),
  };
}

function planOf(executor: Executor, inputs: NamedTensorMap, outputNames: string[]): Plan | null {
  // No node has a space in its name: tfjs's own plans have other keys.
  const key = ['loops', ...Object.keys(inputs), '-', ...outputNames].join(' ');
  let plan = executor.compiledMap.get(key) as Plan | null | undefined;
  if (plan === undefined) {
    plan = makePlan(executor, inputs, outputNames);
    executor.compiledMap.set(key, plan);
  }
  return plan;
}

/** An iteration of a loop, or what is outside of all. */
class Frame {
  /** Those that are on the stack or were. */
  readonly added: boolean[] = [];
  private readonly loops = new Map<string, Frame>();
  private following: Frame | undefined;

  constructor(
    readonly all: Frame[],
    private readonly outer: Frame | null,
    readonly values: Values,
  ) {
    all.push(this);
  }

  get isOutermost(): boolean {
    return this.outer === null;
  }

  /** What a node made here or further out. */
  find(place: number): Tensor[] | undefined {
    return this.values[place] ?? this.outer?.find(place);
  }

  has(take: Step['takes'][number]): boolean {
    return Boolean(this.find(take.from)?.[take.index]);
  }

  enter(loop: string): Frame {
    let frame = this.loops.get(loop);
    if (frame === undefined) {
      frame = new Frame(this.all, this, []);
      this.loops.set(loop, frame);
    }
    return frame;
  }

  next(): Frame {
    this.following ??= new Frame(this.all, this.outer, []);
    return this.following;
  }

  exit(): Frame {
    if (this.outer === null) throw new Error('Cannot exit frame, the context is empty');
    return this.outer;
  }
}

/** What a node made, where it goes on. */
interface Made {
  step: Step;
  frame: Frame;
  tensors: Tensor[] | Promise<Tensor[]>;
  /** Where it is kept, if elsewhere. */
  home: Frame;
}

class Run {
  private readonly stack: {step: Step; frame: Frame}[] = [];
  private readonly frames: Frame[] = [];
  private readonly outermost: Frame;
  private readonly inputs: Set<number>;
  /** How many of a tensor's users are still to come, by its number. */
  private readonly users = new Map<number, number>();
  private condition: Tensor | undefined;
  private holds = false;
  /** Where it was last. */
  private frame: Frame;

  constructor(
    private readonly plan: Plan,
    private readonly context: ExecutionContext,
    inputs: NamedTensorMap,
  ) {
    const values = plan.values.slice();
    for (const [given, tensor] of Object.entries(inputs)) {
      const [name, index] = parseNodeName(given);
      const tensors: Tensor[] = [];
      tensors[index] = tensor;
      values[plan.places.get(name) as number] = tensors;
    }
    this.outermost = new Frame(this.frames, null, values);
    this.frame = this.outermost;
    this.inputs = new Set(Object.values(inputs).map(({id}) => id));
  }

  /** The values that tfjs would see at the end; null where an output is missing. */
  async run(outputNames: string[]): Promise<NamedTensorsMap | null> {
    const {stack} = this;
    for (const step of this.plan.first) stack.push({step, frame: this.outermost});
    while (stack.length > 0) {
      // What control flow makes is seen when all else has run that can; what a Switch made, last.
      const made: Made[] = [];
      const switched: Made[] = [];
      for (let item = stack.pop(); item !== undefined; item = stack.pop())
        this.execute(item.step, item.frame, made, switched);
      for (const one of made) {
        if (one.tensors instanceof Promise) one.tensors = await one.tensors;
        this.store(one);
      }
      for (const one of switched) this.store(one);
    }
    const values: NamedTensorsMap = {};
    for (const name of [...outputNames, ...this.plan.outputs.map((node) => node.name)]) {
      const node = parseNodeName(name)[0];
      const found = this.frame.find(this.plan.places.get(node) as number);
      if (found !== undefined) values[node] = found;
    }
    const value = (name: string): Tensor | undefined => getTensor(name, values, this.context);
    const missing = this.plan.outputs.some((node) => !isControlFlow(node) && !value(node.name));
    this.dispose(missing ? [] : outputNames.map((name) => value(name)?.id));
    return missing ? null : values;
  }

  private execute(step: Step, frame: Frame, made: Made[], switched: Made[]): void {
    this.frame = frame;
    if (this.outermost.values[step.place] !== undefined) {
      this.pushChildren(step, frame);
      return;
    }
    const {node} = step;
    const values: NamedTensorsMap = {};
    for (const {name, from} of step.takes) values[name] = frame.find(from) as Tensor[];
    if (node.category !== 'control') {
      const tensors = executeOp(node, values, this.context) as Tensor[];
      this.store({step, frame, tensors, home: frame});
      return;
    }
    const param = <T>(name: string): T => getParamValue(name, node, values, this.context) as T;
    let to = frame;
    let tensors: (Tensor | undefined)[] | Promise<Tensor[]>;
    switch (node.op) {
      case 'Enter':
        to = frame.enter(param('frameName'));
        break;
      case 'NextIteration':
        to = frame.next();
        break;
      case 'Exit':
        to = frame.exit();
        break;
      default:
    }
    const home = node.op === 'Enter' && param('isConstant') ? frame : to;
    const pass = (tensor: Tensor): Tensor =>
      this.plan.mayShare && !home.isOutermost && !step.isOutput ? tensor : cloneTensor(tensor);
    switch (node.op) {
      case 'Enter':
      case 'NextIteration':
        tensors = [pass(param('tensor'))];
        break;
      case 'Exit':
        tensors = [this.copied(param('tensor'))];
        break;
      case 'LoopCond':
        tensors = [cloneTensor(param('pred'))];
        break;
      case 'Merge': {
        const taken = step.takes.find((take) => frame.has(take));
        const tensor = taken && frame.find(taken.from)?.[taken.index];
        tensors = [tensor && pass(tensor)];
        break;
      }
      case 'Switch': {
        const data = pass(param('data'));
        tensors = this.isTrue(param('pred')) ? [undefined, data] : [data, undefined];
        break;
      }
      case 'TensorListGetItem': {
        const list = this.context.getTensorList(param<Tensor>('tensorListId').id);
        tensors = [list.getItem(param('index'), param('elementShape'), param('elementDType'))];
        break;
      }
      case 'TensorListSetItem': {
        const list = this.context.getTensorList(param<Tensor>('tensorListId').id);
        list.setItem(param('index'), param('tensor'));
        tensors = [list.idTensor];
        break;
      }
      default:
        tensors = executeOp(node, values, this.context) as unknown as Promise<Tensor[]>;
    }
    this.frame = to;
    const one = {step, frame: to, tensors: tensors as Made['tensors'], home};
    (node.op === 'Switch' ? switched : made).push(one);
  }

  /** What leaves a loop may be a result: another tensor, but for those that stand for a list. */
  private copied(tensor: Tensor): Tensor {
    const {context} = this;
    const isHandle = context.getTensorList(tensor.id) ?? context.getTensorArray(tensor.id);
    return isHandle === undefined ? tensor.clone() : tensor;
  }

  private isTrue(condition: Tensor): boolean {
    if (condition !== this.condition) {
      this.condition = condition;
      this.holds = Boolean(condition.dataSync()[0]);
    }
    return this.holds;
  }

  private store({step, frame, tensors, home}: Made): void {
    this.frame = frame;
    home.values[step.place] = tensors as Tensor[];
    this.countDown(step, frame);
    this.pushChildren(step, frame);
  }

  /** Puts those on the stack that can run now. */
  private pushChildren(step: Step, frame: Frame): void {
    const {added} = frame;
    const has = (take: Step['takes'][number]): boolean => frame.has(take);
    for (const child of step.children) {
      if (added[child.place]) continue;
      if (child.node.op === 'Merge' ? child.takes.some(has) : child.takes.every(has)) {
        added[child.place] = true;
        this.stack.push({step: child, frame});
      }
    }
  }

  /** Disposes of what has no users any more, by tfjs's own count: of no control flow's tensors. */
  private countDown(step: Step, frame: Frame): void {
    if (step.isControlFlow || (step.isOutput && frame.isOutermost)) return;
    const {users} = this;
    const {values} = frame;
    for (const tensor of values[step.place] as (Tensor | undefined)[]) {
      if (tensor) users.set(tensor.id, (users.get(tensor.id) ?? 0) + step.node.children.length);
    }
    for (const place of step.usesUp) {
      for (const tensor of (values[place] ?? []) as (Tensor | undefined)[]) {
        if (!tensor || (tensor as {kept?: boolean}).kept) continue;
        const count = users.get(tensor.id);
        if (count === undefined || this.isGiven(tensor)) continue;
        if (count === 1) {
          tensor.dispose();
          users.delete(tensor.id);
        } else users.set(tensor.id, count - 1);
      }
    }
  }

  private isGiven({id}: Tensor): boolean {
    return this.plan.weights.has(id) || this.inputs.has(id);
  }

  private dispose(results: (number | undefined)[]): void {
    const kept = new Set(results);
    for (const {values} of this.frames) {
      for (const tensors of values) {
        if (tensors === undefined) continue;
        for (const tensor of tensors as (Tensor | undefined)[]) {
          if (tensor && !tensor.isDisposed && !kept.has(tensor.id) && !this.isGiven(tensor))
            tensor.dispose();
        }
      }
    }
  }
}

const prototype = GraphExecutor.prototype as unknown as Executor;
const {executeWithControlFlow} = prototype;

prototype.executeWithControlFlow = async function (inputs, context, outputs, isFunction) {
  if (!this.keepIntermediateTensors) {
    const plan = planOf(this, inputs, outputs);
    if (plan !== null) {
      const values = await new Run(plan, context, inputs).run(outputs);
      if (values !== null) return values;
    }
  }
  // Where an output is missing it finds so too, and says why.
  return executeWithControlFlow.call(this, inputs, context, outputs, isFunction);
};
