/** A folder of secrets: readable by its owner only, each file whole or not there at all. */
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { PlimsollError } from '../../../prover/errors.ts';
import { syncFolder, systemCode, UNFINISHED, writeWhole } from '../../files/write.ts';

const FOLDER_MODE = 0o700;
const FILE_MODE = 0o600;
const PERMISSIONS = 0o777;

const octal = (mode: number): string => (mode & PERMISSIONS).toString(8);

/** Milliseconds after which nobody is still writing a file. */
const LONGEST_WRITE = 60_000;

/** Another process may be writing a young one. */
function removeOld(path: string): void {
  const written = statSync(path, { throwIfNoEntry: false })?.mtimeMs;
  if (written !== undefined && written < Date.now() - LONGEST_WRITE) rmSync(path, { force: true });
}

/** Windows has no such permissions. */
const keepsModes = process.platform !== 'win32';

export class Folder {
  readonly path: string;

  private constructor(path: string) {
    this.path = path;
  }

  /** Makes the folder unless it is there. @throws USAGE when it cannot be made */
  static create(path: string): Folder {
    try {
      mkdirSync(path, { recursive: true, mode: FOLDER_MODE });
      // The mode of a new folder passes through the umask, and an empty one may have been made by hand.
      if (keepsModes && readdirSync(path).length === 0) chmodSync(path, FOLDER_MODE);
    } catch (cause) {
      throw new PlimsollError('USAGE', `${path}: expected a writable folder, got ${systemCode(cause)}`, { cause });
    }
    return Folder.open(path);
  }

  /**
   * Opens the folder, and removes what a killed process left unfinished in it.
   *
   * @throws USAGE when it is no folder, or one that others can read
   */
  static open(path: string): Folder {
    let mode: number;
    let names: string[];
    try {
      mode = statSync(path).mode;
      names = readdirSync(path);
    } catch (cause) {
      throw new PlimsollError('USAGE', `${path}: expected a folder, got ${systemCode(cause)}`, { cause });
    }
    if (keepsModes && (mode & PERMISSIONS & ~FOLDER_MODE) !== 0)
      throw new PlimsollError('USAGE', `${path}: expected a folder for its owner only (700), got ${octal(mode)}`);
    for (const name of names) if (name.endsWith(UNFINISHED)) removeOld(join(path, name));
    return new Folder(path);
  }

  /** A folder inside. */
  within(name: string): Folder {
    return Folder.create(this.file(name));
  }

  file(name: string): string {
    return join(this.path, name);
  }

  has(name: string): boolean {
    return existsSync(this.file(name));
  }

  /** Names of its files, sorted. */
  names(): string[] {
    return readdirSync(this.path).sort();
  }

  /** @throws ENVIRONMENT when it cannot be read or is not JSON; its content is not repeated */
  read(name: string): unknown {
    const path = this.file(name);
    try {
      return JSON.parse(readFileSync(path, 'utf8'));
    } catch (cause) {
      const got = cause instanceof SyntaxError ? 'something else than JSON' : systemCode(cause);
      throw new PlimsollError('ENVIRONMENT', `${path}: expected a file of this home, got ${got}`);
    }
  }

  write(name: string, content: unknown): void {
    writeWhole(this.file(name), `${JSON.stringify(content, null, 2)}\n`, FILE_MODE);
  }

  remove(name: string): void {
    rmSync(this.file(name), { force: true });
  }

  /**
   * Makes a file that is made once, in the name of someone: false when it is there already in another's name. Of several
   * processes at once one succeeds. Killed in the middle it leaves a file in nobody's name.
   */
  claim(name: string, by: string): boolean {
    try {
      writeFileSync(this.file(name), by, { flag: 'wx', mode: FILE_MODE, flush: true });
      syncFolder(this.path);
      return true;
    } catch (cause) {
      if (systemCode(cause) === 'EEXIST') return this.claimant(name) === by;
      throw new PlimsollError('USAGE', `${this.file(name)}: expected a writable place, got ${systemCode(cause)}`, {
        cause,
      });
    }
  }

  /** In whose name a file was made; undefined when it was not. */
  claimant(name: string): string | undefined {
    return this.has(name) ? readFileSync(this.file(name), 'utf8') : undefined;
  }
}
