// The jobs of the bundle's promises: a queue that is emptied when a call from Python ends.

type Job = () => void;

let jobs: Job[] = [];
/** Calls from Python that have not returned, and the queue being emptied. */
let depth = 0;
let isScheduled = false;

/** Whether a call from Python is under way that empties the queue. */
export const isInside = (): boolean => depth > 0;

function run(): void {
  while (jobs.length > 0) {
    const batch = jobs;
    jobs = [];
    let next = 0;
    try {
      while (next < batch.length) (batch[next++] as Job)();
    } finally {
      // Where JavaScript was stopped, the rest goes on with the next call.
      if (next < batch.length) jobs = [...batch.slice(next), ...jobs];
    }
  }
}

/** Calls a function; what of promises it set going goes on before it returns. */
export function inside<T>(call: () => T): T {
  depth += 1;
  try {
    const result = call();
    if (depth === 1) run();
    return result;
  } finally {
    depth -= 1;
  }
}

/** Has a job run when what runs now has ended. */
export function queue(job: Job): void {
  jobs.push(job);
  if (depth > 0 || isScheduled) return;
  // A timer's callback, or JavaScript that Python calls directly.
  isScheduled = true;
  void globalThis.Promise.resolve().then(() => {
    isScheduled = false;
    inside(() => undefined);
  });
}
