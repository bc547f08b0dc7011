// A run by a plan, in tfjs's own order: lists and arrays are written in place, so that the order
// counts. Every tensor is made where tfjs makes it and lives as long as tfjs lets it.
import type {NamedTensorMap, NamedTensorsMap} from '@tensorflow/tfjs-converter/dist/data/types';
import type {ExecutionContext} from '@tensorflow/tfjs-converter/dist/executor/execution_context';
import {
  cloneTensor,
  getParamValue,
} from '@tensorflow/tfjs-converter/dist/operations/executors/utils';
import {executeOp} from '@tensorflow/tfjs-converter/dist/operations/operation_executor';
import type {Tensor} from '@tensorflow/tfjs-node';
import type {Plan, Results, Source, Step, Values} from './plan';

/** An iteration of a loop, or what is outside of all. */
class Frame {
  /** Those that are on the stack or were, by place. */
  readonly added: boolean[] = [];
  private readonly loops = new Map<string, Frame>();
  private following: Frame | undefined;

  constructor(
    private readonly outer: Frame | null,
    readonly values: Values,
  ) {}

  /** A node's results, from here or further out. */
  results(place: number): Results | undefined {
    return this.values[place] ?? this.outer?.results(place);
  }

  tensor({place, index}: Source): Tensor | undefined {
    return this.results(place)?.[index];
  }

  /** A loop's first iteration, the same one for all that enter. */
  enter(loop: string): Frame {
    const found = this.loops.get(loop);
    if (found !== undefined) return found;
    const frame = new Frame(this, []);
    this.loops.set(loop, frame);
    return frame;
  }

  next(): Frame {
    this.following ??= new Frame(this.outer, []);
    return this.following;
  }

  exit(): Frame {
    if (this.outer === null) throw new Error('Cannot exit frame, the context is empty');
    return this.outer;
  }
}

/** What control flow makes. */
interface Made {
  step: Step;
  /** Where it goes on. */
  frame: Frame;
  /** Where it is kept. */
  home: Frame;
  tensors: Results;
}

export class Run {
  private readonly outermost: Frame;
  /** Where it was last. */
  private frame: Frame;
  private readonly stack: {step: Step; frame: Frame}[] = [];
  /** The ids of the inputs and of the model's weights, which may be exchanged between runs. */
  private readonly given: Set<number>;
  /** How many users of a tensor are still to come, by its id. */
  private readonly users = new Map<number, number>();
  /** All that was made. */
  private readonly stored: Results[] = [];
  private made: Made[] = [];
  private switched: Made[] = [];
  private waiting: Promise<void>[] = [];

  constructor(
    private readonly plan: Plan,
    private readonly context: ExecutionContext,
    inputs: NamedTensorMap,
  ) {
    const tensors = Object.values(inputs);
    const values: Values = plan.names.map((name) => context.weightMap[name]);
    plan.inputs.forEach(({place, index}, i) => {
      const results: Results = [];
      results[index] = tensors[i];
      values[place] = results;
    });
    this.outermost = new Frame(null, values);
    this.frame = this.outermost;
    const weights = Object.values(context.weightMap).flat();
    this.given = new Set([...tensors, ...weights].map(({id}) => id));
  }

  /** The outputs; null where one is missing. All else that it made is disposed of. */
  async run(): Promise<Tensor[] | null> {
    const {outputs, wanted} = this.plan;
    let results: Results = [];
    try {
      await this.executeAll();
      const found = outputs.map((output) => this.frame.tensor(output));
      const isComplete = wanted.every((output) => this.frame.tensor(output) !== undefined);
      if (!isComplete || found.includes(undefined)) return null;
      results = found;
    } finally {
      this.dispose(results);
    }
    return results as Tensor[];
  }

  private async executeAll(): Promise<void> {
    const {stack} = this;
    for (const step of this.plan.first) stack.push({step, frame: this.outermost});
    while (stack.length > 0) {
      for (let item = stack.pop(); item !== undefined; item = stack.pop())
        this.execute(item.step, item.frame);
      // In tfjs each of these is a promise, and Switch's, which reads a value, is the longest.
      const {made, switched, waiting} = this;
      [this.made, this.switched, this.waiting] = [[], [], []];
      // Also of none: who called goes on here, in tfjs and so here.
      await Promise.all(waiting);
      for (const one of made) this.store(one);
      for (const one of switched) this.store(one);
    }
  }

  private execute(step: Step, frame: Frame): void {
    this.frame = frame;
    if (this.outermost.values[step.place] !== undefined) {
      this.pushChildren(step, frame);
      return;
    }
    const {node, sources} = step;
    const given: NamedTensorsMap = {};
    for (const {name, place} of sources) given[name] = frame.results(place) as Tensor[];
    if (node.category === 'control') {
      this.control(step, frame, given);
      return;
    }
    const tensors = executeOp(node, given, this.context) as Tensor[];
    this.stored.push(tensors);
    this.store({step, frame, home: frame, tensors});
  }

  private control(step: Step, frame: Frame, given: NamedTensorsMap): void {
    const {node, sources} = step;
    const param = <T>(name: string): T => getParamValue(name, node, given, this.context) as T;
    const copy = (name: string): Tensor => cloneTensor(param(name));
    const made: Made = {step, frame, home: frame, tensors: []};
    switch (node.op) {
      case 'Enter':
        made.frame = frame.enter(param('frameName'));
        made.home = param('isConstant') ? frame : made.frame;
        made.tensors = [copy('tensor')];
        break;
      case 'NextIteration':
        made.frame = made.home = frame.next();
        made.tensors = [copy('tensor')];
        break;
      case 'Exit':
        made.frame = made.home = frame.exit();
        made.tensors = [copy('tensor')];
        break;
      case 'LoopCond':
        made.tensors = [copy('pred')];
        break;
      case 'Merge': {
        const taken = sources.find((source) => frame.tensor(source) !== undefined) as Source;
        made.tensors = [cloneTensor(frame.tensor(taken) as Tensor)];
        break;
      }
      case 'Switch': {
        const isTrue = param<Tensor>('pred').dataSync()[0];
        made.tensors = isTrue ? [undefined, copy('data')] : [copy('data'), undefined];
        this.stored.push(made.tensors);
        this.switched.push(made);
        return;
      }
      default: {
        const tensors = executeOp(node, given, this.context) as unknown as Promise<Tensor[]>;
        const take = (done: Tensor[]): void => {
          made.tensors = done;
          this.stored.push(done);
        };
        this.waiting.push(tensors.then(take));
      }
    }
    this.stored.push(made.tensors);
    this.made.push(made);
  }

  private store({step, frame, home, tensors}: Made): void {
    this.frame = frame;
    home.values[step.place] = tensors;
    this.countDown(step, frame);
    this.pushChildren(step, frame);
  }

  /** Puts those on the stack that have all they need now. */
  private pushChildren(step: Step, frame: Frame): void {
    const {added} = frame;
    const isThere = (source: Source): boolean => frame.tensor(source) !== undefined;
    for (const child of step.children) {
      const {node, place, sources} = child;
      if (added[place]) continue;
      if (node.op === 'Merge' ? sources.some(isThere) : sources.every(isThere)) {
        added[place] = true;
        this.stack.push({step: child, frame});
      }
    }
  }

  /** Disposes of what has no user left, by tfjs's own count. */
  private countDown(step: Step, frame: Frame): void {
    if (step.isControlFlow || (step.isOutput && frame === this.outermost)) return;
    const {users} = this;
    for (const tensor of frame.values[step.place] as Results)
      if (tensor) users.set(tensor.id, (users.get(tensor.id) ?? 0) + step.node.children.length);
    for (const place of step.uses) {
      for (const tensor of frame.values[place] ?? []) {
        if (!tensor || (tensor as {kept?: boolean}).kept || this.isGiven(tensor)) continue;
        const count = users.get(tensor.id);
        if (count === 1) {
          tensor.dispose();
          users.delete(tensor.id);
        } else if (count !== undefined) {
          users.set(tensor.id, count - 1);
        }
      }
    }
  }

  private isGiven({id}: Tensor): boolean {
    return this.given.has(id);
  }

  private dispose(results: Results): void {
    for (const tensors of this.stored) {
      for (const tensor of tensors)
        if (tensor && !tensor.isDisposed && !results.includes(tensor) && !this.isGiven(tensor))
          tensor.dispose();
    }
  }
}
