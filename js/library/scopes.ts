// Tidies of Python's tasks. tfjs has one stack of scopes, and between two lines of a task others
// run, a training among them: a task's scopes are on the stack only while it asks for something.
import * as tf from '@tensorflow/tfjs-node';

const engine = tf.engine();
type Scope = typeof engine.state.activeScope;

interface Parked {
  scope: Scope;
  /** The call of Python's in which it was opened. */
  call: number;
}

const parked = new Map<number, Parked>();

let calls = 0;
let call = 0;

/** Calls Python: what it opens is its own, and what was open before is JavaScript's affair. */
export function callingPython<T>(body: () => T): T {
  const outer = call;
  call = ++calls;
  try {
    return body();
  } finally {
    call = outer;
  }
}

/** Whether a task of Python's has a tidy open. */
export function hasParked(): boolean {
  return parked.size > 0;
}

function setStack(stack: Scope[]): void {
  engine.state.scopeStack = stack;
  engine.state.activeScope = stack[stack.length - 1] as Scope;
}

/** Opens a scope for a task; its number. */
export function openParked(): number {
  engine.startScope('tidy');
  const {scopeStack, activeScope} = engine.state;
  setStack(scopeStack.slice(0, -1));
  parked.set(activeScope.id, {scope: activeScope, call});
  return activeScope.id;
}

/** Does something with a task's scopes on the stack, but for those that are there. */
export function withParked<T>(numbers: number[], body: () => T): T {
  const {scopeStack} = engine.state;
  const added: Scope[] = [];
  for (const number of numbers) {
    const found = parked.get(number);
    if (found?.call === call && !scopeStack.includes(found.scope)) added.push(found.scope);
  }
  if (added.length === 0) return body();
  setStack([...scopeStack, ...added]);
  try {
    return body();
  } finally {
    setStack(engine.state.scopeStack.filter((scope) => !added.includes(scope)));
  }
}

/** Ends a task's scope, as a tidy that returned `kept`. */
export function endParked(number: number, kept: tf.TensorContainer): void {
  const {scope} = parked.get(number) as Parked;
  parked.delete(number);
  const others = engine.state.scopeStack.filter((other) => other !== scope);
  setStack([...others, scope]);
  engine.endScope(kept);
}
