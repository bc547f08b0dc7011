// Nothing throws across the boundary to Python, where errors lose their type: a guarded call answers
// true, or false with the error kept for `takeError`.

let lastError: unknown = null;

export function guard<A extends unknown[]>(call: (...rest: A) => void): (...rest: A) => boolean {
  return (...rest) => {
    try {
      call(...rest);
      return true;
    } catch (error) {
      lastError = error;
      return false;
    }
  };
}

export function guardAsync<A extends unknown[]>(
  call: (...rest: A) => Promise<void>,
): (...rest: A) => Promise<boolean> {
  return (...rest) =>
    call(...rest).then(
      () => true,
      (error) => {
        lastError = error;
        return false;
      },
    );
}

/** What was thrown, as JSON; JavaScript may throw anything. */
function describe(thrown: unknown): string {
  if (thrown instanceof Error) {
    const {name, message, stack} = thrown;
    return JSON.stringify({name, message, stack: stack ?? ''});
  }
  let message: string;
  try {
    message = typeof thrown === 'string' ? thrown : (JSON.stringify(thrown) ?? String(thrown));
  } catch {
    message = String(thrown);
  }
  return JSON.stringify({name: '', message, stack: ''});
}

/** The last error, once: name, message and stack as JSON. */
export function takeError(): string {
  const text = describe(lastError);
  lastError = null;
  return text;
}
