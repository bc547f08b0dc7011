// The part of Node's os that tfjs uses.

/** The machine's byte order, in Node's words. */
export function endianness(): 'LE' | 'BE' {
  return new Uint8Array(new Uint16Array([1]).buffer)[0] === 1 ? 'LE' : 'BE';
}
