// What jasmine asks of its host and the embedded engine has no use for.
import '../../../js/host/globals';

const nothing = () => undefined;

Object.assign(process, {listeners: () => [], removeListener: nothing, removeAllListeners: nothing});
globalThis.queueMicrotask ??= (call) => void Promise.resolve().then(call);
// jasmine's reports are plain data.
globalThis.structuredClone ??= (value) =>
  value === undefined ? value : JSON.parse(JSON.stringify(value));
