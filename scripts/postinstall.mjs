// Hardhat's network (EDR) is a native module in one package per platform. npm chooses optional packages by the Node
// that runs npm itself, and leaves EDR out on Node 20 although every script here runs on the Node 22 from `node_modules`.
// This adds the package that was left out. Plain JavaScript, because it may run before Node 22 is there.

import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The part of the package name that names this machine, as EDR's loader builds it. */
function platformSuffix() {
  const base = `${process.platform}-${process.arch}`;
  if (process.platform === 'win32') return `${base}-msvc`;
  if (process.platform !== 'linux') return base;
  const usesGlibc = process.report.getReport().header.glibcVersionRuntime !== undefined;
  return `${base}-${usesGlibc ? 'gnu' : 'musl'}`;
}

function main() {
  const root = fileURLToPath(new URL('..', import.meta.url));
  const scope = join(root, 'node_modules', '@nomicfoundation');
  const edr = join(scope, 'edr', 'package.json');
  // Without development dependencies there is no EDR and nothing to complete.
  if (!existsSync(edr)) return;

  const name = `edr-${platformSuffix()}`;
  if (existsSync(join(scope, name, 'package.json'))) return;

  const { version } = JSON.parse(readFileSync(edr, 'utf8'));
  const wanted = `@nomicfoundation/${name}@${version}`;
  const options = ['install', '--no-save', '--no-package-lock', '--ignore-scripts', '--prefer-offline', wanted];
  const npm = process.env.npm_execpath;
  const result =
    npm === undefined
      ? spawnSync('npm', options, { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' })
      : spawnSync(process.execPath, [npm, ...options], { cwd: root, stdio: 'inherit' });
  if (result.status !== 0) {
    console.error(
      `postinstall: expected ${wanted} to install, got ${result.error?.message ?? `exit ${result.status}`}`,
    );
    process.exitCode = 1;
  }
}

main();
