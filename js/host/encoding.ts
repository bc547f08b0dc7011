// TextEncoder, TextDecoder, atob and btoa, which SpiderMonkey leaves to its host, over the buffer
// package.
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

/** Decodes base64 into a string of bytes as browsers do, but that its errors are RangeErrors. */
export function atob(text: string): string {
  const given = String(text).replace(/[\t\n\f\r ]/g, '');
  const bare = given.length % 4 === 0 ? given.replace(/={1,2}$/, '') : given;
  if (!/^[A-Za-z0-9+/]*$/.test(bare) || bare.length % 4 === 1) {
    throw new RangeError('atob: the text is not correctly encoded in base64');
  }
  return Buffer.from(bare, 'base64').toString('latin1');
}

/** Encodes a string of bytes in base64. */
export function btoa(text: string): string {
  const given = String(text);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: every byte is one
  if (!/^[\x00-\xff]*$/.test(given)) {
    throw new RangeError('btoa: the text has characters that are no bytes');
  }
  return Buffer.from(given, 'latin1').toString('base64');
}
