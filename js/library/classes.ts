// Whether a function is a class, which only `new` can call.

const classes = new WeakMap<object, boolean>();

export function isClass(value: unknown): value is new (...rest: unknown[]) => unknown {
  if (typeof value !== 'function') return false;
  let known = classes.get(value);
  if (known === undefined) {
    known = /^class\b/.test(Function.prototype.toString.call(value));
    classes.set(value, known);
  }
  return known;
}
