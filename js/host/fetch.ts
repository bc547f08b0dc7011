// Stands in for node-fetch: the embedded engine has no network of its own.

export default function fetch(url: unknown): Promise<never> {
  return Promise.reject(
    new Error(`the embedded engine has no network: cannot fetch ${String(url)}; load files`),
  );
}
