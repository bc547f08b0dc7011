// The licences of the npm packages whose code is in a bundle, as one text beside it.
import {readdirSync, readFileSync} from 'node:fs';
import path from 'node:path';

/** The package that a bundle's input comes from, as its folder; undefined for our own sources. */
function packageOf(input) {
  return input.match(/^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/)?.[0];
}

/** A text that names every package among esbuild's metafiles' inputs, with its licence. */
export function licensesOf(...metafiles) {
  const inputs = metafiles.flatMap(({inputs}) => Object.keys(inputs));
  const folders = new Set(inputs.map(packageOf).filter((folder) => folder !== undefined));
  const texts = [...folders].sort().map((folder) => {
    const {name, version, license} = JSON.parse(
      readFileSync(path.join(folder, 'package.json'), 'utf8'),
    );
    const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
    const text = file === undefined ? '' : `\n${readFileSync(path.join(folder, file), 'utf8')}`;
    return `${name} ${version} (${license ?? 'see below'})\n${text}`;
  });
  return `${texts.join(`\n${'-'.repeat(72)}\n\n`)}\n`;
}
