// TextEncoder and TextDecoder, which SpiderMonkey leaves to its host, over the buffer package.
import {Buffer} from 'buffer';

export class TextEncoder {
  readonly encoding = 'utf-8';

  encode(text = ''): Uint8Array {
    return new Uint8Array(Buffer.from(String(text), 'utf8'));
  }
}

const ENCODINGS: Record<string, 'utf8' | 'utf16le' | 'latin1'> = {
  'utf-8': 'utf8',
  utf8: 'utf8',
  'utf-16': 'utf16le',
  'utf-16le': 'utf16le',
  utf16le: 'utf16le',
  ascii: 'latin1',
  latin1: 'latin1',
};

export class TextDecoder {
  readonly encoding: string;
  private readonly bufferEncoding: 'utf8' | 'utf16le' | 'latin1';

  constructor(label = 'utf-8') {
    const found = ENCODINGS[label.toLowerCase()];
    if (found === undefined) {
      throw new RangeError(`The "${label}" encoding is not supported`);
    }
    this.encoding = label.toLowerCase();
    this.bufferEncoding = found;
  }

  decode(data?: ArrayBuffer | ArrayBufferView): string {
    if (data === undefined) {
      return '';
    }
    const bytes = ArrayBuffer.isView(data)
      ? Buffer.from(data.buffer as ArrayBuffer, data.byteOffset, data.byteLength)
      : Buffer.from(data);
    const text = bytes.toString(this.bufferEncoding);
    return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  }
}
