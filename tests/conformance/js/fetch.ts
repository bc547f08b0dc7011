// node-fetch for the embedded engine's suite: its specs make answers of their own.
import {Buffer} from 'buffer';

type Body = ArrayBuffer | ArrayBufferView | string;

export class Response {
  readonly ok = true;
  readonly status = 200;
  private readonly types: Record<string, string>;

  constructor(
    private readonly body: Body,
    options: {headers: Record<string, string>},
  ) {
    this.types = options.headers;
  }

  get headers() {
    return {get: (name: string) => this.types[name] ?? null};
  }

  private bytes(): Buffer {
    const {body} = this;
    if (typeof body === 'string') return Buffer.from(body);
    return ArrayBuffer.isView(body)
      ? Buffer.from(body.buffer as ArrayBuffer, body.byteOffset, body.byteLength)
      : Buffer.from(body);
  }

  text(): Promise<string> {
    return Promise.resolve(this.bytes().toString());
  }

  json(): Promise<unknown> {
    return this.text().then((text) => JSON.parse(text));
  }

  arrayBuffer(): Promise<ArrayBuffer> {
    return Promise.resolve(new Uint8Array(this.bytes()).buffer);
  }
}
