import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Packages that are read by a compiler in a sandbox that follows no link out of it. */
const COPIED_PACKAGES = ['circomlib'];

/** What the verdicts of a run rest on. */
export interface Snapshot {
  /** Copy of the sources; the working tree may change meanwhile. */
  readonly root: string;
  readonly commit: string;
  /** Whether files differ from that commit. */
  readonly modified: boolean;
}

/** Copies that this process has made; none outlives it. */
const copies = new Set<string>();
process.once('exit', () => {
  for (const copy of copies) rmSync(copy, { recursive: true, force: true });
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));

function newCopy(): string {
  const copy = mkdtempSync(join(tmpdir(), 'plimsoll-mutation-'));
  copies.add(copy);
  return copy;
}

const git = (...args: readonly string[]): string =>
  execFileSync('git', args, { cwd: ROOT, encoding: 'utf8', maxBuffer: 1 << 28 });

/**
 * Copies what the repository holds into a new temporary folder: the working tree, or a commit as it was.
 * Packages are linked; what a build leaves behind is not copied.
 */
export function takeSnapshot(commit?: string): Snapshot {
  const root = newCopy();
  const head = git('rev-parse', commit ?? 'HEAD').trim();
  if (commit === undefined) {
    const files = git('ls-files', '-z', '--cached', '--others', '--exclude-standard').split('\0').filter(Boolean);
    for (const file of files) {
      if (existsSync(join(ROOT, file))) cpSync(join(ROOT, file), join(root, file), { preserveTimestamps: true });
    }
  } else {
    const archive = execFileSync('git', ['archive', '--format=tar', head], { cwd: ROOT, maxBuffer: 1 << 28 });
    execFileSync('tar', ['-x', '-C', root], { input: archive });
  }
  linkPackages(root);
  return { root, commit: head, modified: commit === undefined && git('status', '--porcelain').trim() !== '' };
}

function linkPackages(root: string): void {
  const packages = join(ROOT, 'node_modules');
  mkdirSync(join(root, 'node_modules'));
  for (const name of readdirSync(packages)) {
    const target = join(root, 'node_modules', name);
    if (COPIED_PACKAGES.includes(name)) cpSync(join(packages, name), target, { recursive: true });
    else symlinkSync(join(packages, name), target);
  }
}

/** Another copy of a snapshot with all that was built in it, for one worker. */
export function copyOf({ root }: Snapshot): string {
  const copy = newCopy();
  cpSync(root, copy, { recursive: true, verbatimSymlinks: true, preserveTimestamps: true });
  return copy;
}

/** Hash over the content of every file in these folders of a copy. */
export function fingerprintOf(root: string, folders: readonly string[]): string {
  const hash = createHash('sha256');
  for (const folder of folders) {
    const files = readdirSync(join(root, folder), { recursive: true, withFileTypes: true });
    for (const file of files
      .filter((each) => each.isFile())
      .map((each) => join(each.parentPath, each.name))
      .sort()) {
      hash.update(file.slice(root.length)).update(readFileSync(file));
    }
  }
  return hash.digest('hex');
}

/** Runs something with another content of one file, and puts the file back whatever happens. */
export async function withFile<Result>(path: string, content: string, run: () => Promise<Result>): Promise<Result> {
  const original = readFileSync(path);
  writeFileSync(path, content);
  try {
    return await run();
  } finally {
    writeFileSync(path, original);
  }
}

/** Runs something that changes a folder, and puts the folder back whatever happens. */
export async function withFolder<Result>(path: string, run: () => Promise<Result>): Promise<Result> {
  const original = `${path}.original`;
  cpSync(path, original, { recursive: true, preserveTimestamps: true });
  try {
    return await run();
  } finally {
    rmSync(path, { recursive: true });
    renameSync(original, path);
  }
}

/** Puts text into a file of a copy, the folders above it included. */
export function put(root: string, file: string, text: string): void {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), text);
}

export function discard(root: string): void {
  rmSync(root, { recursive: true, force: true });
  copies.delete(root);
}

/** The environment of tests in a copy: the folder of shared vectors stands beside the original. */
export function environment(): NodeJS.ProcessEnv {
  const shared = resolve(ROOT, process.env['PLIMSOLL_SHARED'] ?? '../shared');
  return { ...process.env, ...(existsSync(shared) && { PLIMSOLL_SHARED: shared }) };
}
