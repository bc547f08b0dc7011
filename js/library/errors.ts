// What Python raised, in JavaScript, which may throw it many times, or never.

const forgotten: number[] = [];
const registry = new FinalizationRegistry<number>((number) => {
  forgotten.push(number);
});

/** Python's exceptions that JavaScript can no longer throw, once. */
export function takeForgottenErrors(): number[] {
  return forgotten.splice(0);
}

/** An exception of Python's on its way through JavaScript; Python raises the original again. */
export class PythonError extends Error {
  override name = 'PythonError';
  constructor(
    /** Python's number of the exception. */
    readonly python: number,
    message: string,
  ) {
    super(message);
    registry.register(this, python);
  }
}
