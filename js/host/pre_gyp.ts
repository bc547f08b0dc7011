// Stands in for @mapbox/node-pre-gyp, which tfjs-node asks for its addon's path. `require` of the
// path found here gives our binding (host/require.ts).

export const ADDON = 'tandem:tfjs_binding.node';

export function find(): string {
  return ADDON;
}
