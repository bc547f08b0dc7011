// Bundles the JavaScript that the wheel ships: node js/build.mjs OUT
//
// Run by bridge/CMakeLists.txt after `npm ci`. The npm packages are found in NODE_PATH.
import {copyFile, mkdir, readFile, writeFile} from 'node:fs/promises';
import {createRequire} from 'node:module';
import path from 'node:path';
import {fileURLToPath, pathToFileURL} from 'node:url';
import {buildNode, progressBar} from './build_node.mjs';
import {licensesOf} from './licenses.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
const modules = process.env.NODE_PATH ?? path.join(here, '..', 'node_modules');
const {build} = createRequire(path.join(modules, 'index.js'))('esbuild');
const host = (name) => path.join(here, 'host', name);

// tfjs-node's TypeScript sources, which its package ships: its ES5 `dist` does not fit the ES2017
// modules of the other packages (its backend would fail to start).
const TFJS_NODE = path.join(modules, '@tensorflow', 'tfjs-node', 'src', 'index.ts');

/** The promises around the bundle, as an expression; js/host/promises.ts says what they are. */
const promises = await build({
  entryPoints: [host('promises.ts')],
  bundle: true,
  write: false,
  metafile: true,
  format: 'iife',
  globalName: 'tandemPromises',
  nodePaths: [modules],
  alias: {'asap/raw': host('asap.cjs')},
  minifySyntax: true,
  minifyWhitespace: true,
});

/** esbuild's options for code that runs in the embedded engine. */
export const EMBEDDED = {
  bundle: true,
  platform: 'neutral',
  target: 'es2022',
  // Written with the promises around the bundle.
  supported: {'async-await': false, 'async-generator': false, 'for-await': false},
  format: 'iife',
  globalName: 'tandemBundle',
  mainFields: ['module', 'main'],
  nodePaths: [modules],
  alias: {
    '@mapbox/node-pre-gyp': host('pre_gyp.ts'),
    '@tensorflow/tfjs-backend-webgl': host('webgl.ts'),
    '@tensorflow/tfjs-node': TFJS_NODE,
    buffer: path.join(modules, 'buffer', 'index.js'),
    fs: host('fs.ts'),
    'node-fetch': host('fetch.ts'),
    os: host('os.ts'),
    path: path.join(modules, 'path-browserify', 'index.js'),
    string_decoder: path.join(modules, 'string_decoder', 'lib', 'string_decoder.js'),
    util: host('util.ts'),
  },
  plugins: [progressBar],
  // Asked for by the wasm backend's threaded build alone, which needs workers and never starts here.
  external: ['perf_hooks', 'worker_threads'],
  define: {__dirname: '"/"'},
  // Without this esbuild drops kernel registrations as free of side effects.
  ignoreAnnotations: true,
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'eof',
  logLevel: 'warning',
  // The bundle is an expression: a function of what Python provides.
  banner: {
    js: `(function (tandemNative) { const tandemRequire = {}; const require = (name) => tandemRequire.load(name); ${promises.outputFiles[0].text} const {Promise} = tandemPromises;`,
  },
  footer: {js: 'return tandemBundle.default; })'},
};

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const out = process.argv[2];
  if (out === undefined) {
    throw new Error('usage: node js/build.mjs OUT');
  }
  await mkdir(out, {recursive: true});
  const embedded = await build({
    ...EMBEDDED,
    metafile: true,
    entryPoints: [path.join(here, 'embedded.ts')],
    outfile: path.join(out, 'embedded.js'),
  });
  // The build that SpiderMonkey runs; threads need workers, which it lacks.
  const wasm = 'tfjs-backend-wasm-simd.wasm';
  const source = path.join(modules, '@tensorflow', 'tfjs-backend-wasm', 'dist', wasm);
  await copyFile(source, path.join(out, wasm));
  const node = await buildNode(path.resolve(out));
  const licenses = licensesOf(promises.metafile, embedded.metafile, node.metafile);
  await writeFile(path.join(out, 'licenses.txt'), licenses);
  // What `tandem doctor` says is inside.
  const versions = {};
  for (const name of ['tfjs-core', 'tfjs-converter', 'tfjs-layers', 'tfjs-node']) {
    const manifest = path.join(modules, '@tensorflow', name, 'package.json');
    versions[`@tensorflow/${name}`] = JSON.parse(await readFile(manifest, 'utf8')).version;
  }
  await writeFile(path.join(out, 'versions.json'), `${JSON.stringify(versions, null, 2)}\n`);
}
