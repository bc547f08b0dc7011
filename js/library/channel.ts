// Text between Python and JavaScript, through the channel's bytes: a string or number that is an
// argument of a call would leak (bridge/channel.h, js/host/native.ts).
import {channelBytes} from '../host/native';
import {binding} from '../host/require';

/** A text that is longer than the channel, on its way to Python. */
let long = '';

/** Word out: the text's length, or -1 where `longText` has it. ASCII: JSON escapes the rest. */
export function putText(text: string): void {
  const ascii = text.replace(
    /[\u0080-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  const words = binding.words();
  if (ascii.length > channelBytes.length) {
    long = ascii;
    words[0] = -1;
    return;
  }
  for (let i = 0; i < ascii.length; i++) channelBytes[i] = ascii.charCodeAt(i);
  words[0] = ascii.length;
}

/** The text that did not fit, once. */
export function longText(): string {
  const text = long;
  long = '';
  return text;
}

const CHUNK = 8192;

/** Word in: the length of the ASCII text in the channel's bytes. */
export function takeText(): string {
  const size = binding.words()[0] as number;
  let text = '';
  for (let at = 0; at < size; at += CHUNK) {
    const part = channelBytes.subarray(at, Math.min(at + CHUNK, size));
    text += String.fromCharCode.apply(null, part as unknown as number[]);
  }
  return text;
}
