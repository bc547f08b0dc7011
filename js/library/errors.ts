// What Python raised, in JavaScript.

/** An exception of Python's on its way through JavaScript; Python raises the original again. */
export class PythonError extends Error {
  override name = 'PythonError';
  constructor(
    /** Python's number of the exception. */
    readonly python: number,
    message: string,
  ) {
    super(message);
  }
}
