// fetch, for files only: the embedded engine has no network of its own.
import * as fs from './fs';

let last = '';

/** The last file that was fetched. */
export function lastFetched(): string {
  return last;
}

interface Response {
  ok: boolean;
  status: number;
  arrayBuffer(): Promise<ArrayBuffer>;
  text(): Promise<string>;
  json(): Promise<unknown>;
}

export default function fetch(url: unknown): Promise<Response> {
  return fetchWith(fs, url);
}

/** Fetches with a file system, which may be confined to a folder. */
export async function fetchWith(
  {readFileSync}: Pick<typeof fs, 'readFileSync'>,
  url: unknown,
): Promise<Response> {
  const address = String(url);
  if (!address.startsWith('file://')) {
    throw new TypeError(
      `the embedded engine has no network: cannot fetch ${address}; load a file instead`,
    );
  }
  const path = address.slice('file://'.length);
  const content = readFileSync(path) as Uint8Array;
  last = path;
  const text = () => Promise.resolve(content.toString());
  return {
    ok: true,
    status: 200,
    arrayBuffer: () => Promise.resolve(content.buffer as ArrayBuffer),
    text,
    json: () => text().then(JSON.parse),
  };
}
