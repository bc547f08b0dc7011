// Builds what the runtime `node` needs in the wheel: tfjs-node's own JavaScript with the peer
// in one file, and the C++ sources that are compiled on the user's machine at first use:
// node js/build_node.mjs OUT
//
// The npm packages are found in NODE_PATH, else in node_modules here. The JavaScript is not
// minified: an error that ends the peer prints the line it comes from.

import {cpSync, mkdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {dirname, join, resolve} from 'node:path';
import {fileURLToPath} from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const modules = process.env.NODE_PATH ?? join(root, 'node_modules');
const {build} = createRequire(join(modules, 'index.js'))('esbuild');

/**
 * tfjs-node is written for a compiler that takes `import * as x` of a CommonJS module for that
 * module itself; as the standard has it, x cannot be called, and `model.fit` would fail at its
 * progress bar.
 */
export const progressBar = {
  name: 'progress-bar',
  setup(bundle) {
    bundle.onLoad({filter: /tfjs-node[/\\]src[/\\]callbacks\.ts$/}, ({path}) => ({
      contents: readFileSync(path, 'utf8')
        .replace('import * as ProgressBar', 'import ProgressBar')
        // Asked for when it is called: the embedded engine's console is not there at once.
        .replace('log: console.log', 'log: (text: string) => console.log(text)'),
      loader: 'ts',
    }));
  },
};

/** tfjs-node from its TypeScript (its compiled dist brings a second tfjs), with our own addon. */
export const tfjsNode = {
  name: 'tfjs-node',
  setup(bundle) {
    const source = join(modules, '@tensorflow', 'tfjs-node', 'src', 'index.ts');
    bundle.onResolve({filter: /^@tensorflow\/tfjs-node$/}, () => ({path: source}));
    bundle.onResolve({filter: /^@mapbox\/node-pre-gyp$/}, ({path}) => ({
      path,
      namespace: 'addon',
    }));
    bundle.onLoad({filter: /.*/, namespace: 'addon'}, () => ({
      contents: `exports.find = () =>
        require('node:path').join(process.env.TANDEM_NODE_ADDON, 'tfjs_binding.node');`,
    }));
  },
};

/** Writes `node.cjs` and `addon/` into the folder `out`; esbuild's result. */
export async function buildNode(out) {
  const result = await build({
    metafile: true,
    entryPoints: [join(root, 'js', 'node.ts')],
    outfile: join(out, 'node.cjs'),
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    mainFields: ['module', 'main'],
    // tfjs registers its kernels by side effect, in packages that claim to have none.
    ignoreAnnotations: true,
    nodePaths: [modules],
    legalComments: 'eof',
    plugins: [tfjsNode, progressBar],
    logLevel: 'warning',
  });

  const addon = join(out, 'addon');
  rmSync(addon, {recursive: true, force: true});
  mkdirSync(addon, {recursive: true});
  const node = join(modules, '@tensorflow', 'tfjs-node');
  const headers = join(modules, 'node-api-headers');
  cpSync(join(node, 'binding'), join(addon, 'tfjs-node'), {recursive: true});
  cpSync(join(headers, 'include'), join(addon, 'node-api'), {recursive: true});
  cpSync(join(headers, 'LICENSE'), join(addon, 'node-api', 'LICENSE'));
  cpSync(join(root, 'bridge', 'node', 'peer.cc'), join(addon, 'peer.cc'));
  const {version} = JSON.parse(readFileSync(join(node, 'package.json'), 'utf8'));
  writeFileSync(join(addon, 'versions.json'), `${JSON.stringify({'tfjs-node': version})}\n`);
  return result;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const out = process.argv[2];
  if (out === undefined) {
    throw new Error('usage: node js/build_node.mjs OUT');
  }
  await buildNode(resolve(out));
}
