// ReadableStream as tfjs makes and reads it when weights come as a stream: chunks that a source
// gives when it is asked, to one reader.

interface Controller<T> {
  enqueue(chunk: T): void;
  close(): void;
}

interface Source<T> {
  pull(controller: Controller<T>): unknown;
}

type Chunk<T> = {done: false; value: T} | {done: true; value: undefined};

export class ReadableStream<T> {
  private readonly chunks: T[] = [];
  private ended = false;
  private failure: {reason: unknown} | null = null;
  // The last read: reads are answered one after the other.
  private turn: Promise<unknown> = Promise.resolve();
  private readonly controller: Controller<T> = {
    enqueue: (chunk) => {
      if (this.ended) throw new TypeError('the stream is closed');
      this.chunks.push(chunk);
    },
    close: () => {
      this.ended = true;
    },
  };
  locked = false;

  constructor(private readonly source: Source<T>) {}

  getReader(): {read(): Promise<Chunk<T>>} {
    if (this.locked) throw new TypeError('the stream has a reader already');
    this.locked = true;
    return {
      read: () => {
        const read = this.turn.then(() => this.next());
        this.turn = read.catch(() => undefined);
        return read;
      },
    };
  }

  private async next(): Promise<Chunk<T>> {
    while (this.failure === null) {
      if (this.chunks.length > 0) return {done: false, value: this.chunks.shift() as T};
      if (this.ended) return {done: true, value: undefined};
      try {
        await this.source.pull(this.controller);
      } catch (reason) {
        this.failure = {reason};
      }
    }
    throw this.failure.reason;
  }
}
