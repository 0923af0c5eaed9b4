import { expect } from 'chai';
import { execFile } from 'node:child_process';
import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { z } from 'zod';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const TOP_LEVEL =
  /^(circuits|prover|verifier-contracts|sdk|test|scripts|package\.json|package-lock\.json|tsconfig(\.\w+)?\.json|README\.md|LICENSE|[a-z.-]+\.config\.[cm]?[jt]s|\..+)$/;
/** Made by tools and not committed. */
const UNCOMMITTED = new Set(['node_modules', 'build', 'coverage']);

const find = (...patterns: string[]): string[] => globSync(patterns, { cwd: ROOT }).sort();
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const TYPESCRIPT = find('{prover,sdk,scripts,test}/**/*.ts');
const CIRCUITS = find('circuits/**/*.circom');

describe('layout', () => {
  it('the top level holds only the given entries', () => {
    const entries = readdirSync(ROOT).filter((entry) => !UNCOMMITTED.has(entry));
    expect(entries.filter((entry) => !TOP_LEVEL.test(entry))).to.deep.equal([]);
  });

  it('files stay readable in one go', () => {
    const limits: readonly (readonly [limit: number, files: readonly string[]])[] = [
      [250, TYPESCRIPT],
      [200, CIRCUITS],
      [300, find('verifier-contracts/**/*.sol').filter((file) => !file.includes('/generated/'))],
    ];
    const long = limits.flatMap(([limit, files]) =>
      files.flatMap((file) => {
        const lines = read(file).trimEnd().split('\n').length;
        return lines > limit ? [`${file}: ${lines} lines of ${limit}`] : [];
      }),
    );
    expect(long).to.deep.equal([]);
  });

  it('no test is switched off or alone', () => {
    const pattern = /\b(?:describe|context|it|specify)\.(?:only|skip)\(|\bx(?:it|describe)\(/;
    expect(find('test/**/*.ts').filter((file) => pattern.test(read(file)))).to.deep.equal([]);
  });
});

describe('circuits', () => {
  /** Layer of a circuit file by its folder; an include goes to the same layer or one further down. */
  const LAYERS: readonly string[][] = [
    ['circuits/main'],
    ['circuits/margin'],
    ['circuits/account', 'circuits/market'],
    ['circuits/lib'],
    ['circuits'],
  ];
  const layerOf = (folder: string): number => LAYERS.findIndex((folders) => folders.includes(folder));

  it('include from main to margin to account and market to lib', () => {
    const wrong = CIRCUITS.flatMap((file) => {
      const folder = dirname(file);
      return [...read(file).matchAll(/^include "([^"]+)";/gm)].flatMap(([, included = '']) => {
        const isPackage = included.startsWith('circomlib/');
        const target = isPackage ? '' : dirname(join(folder, included));
        const down = layerOf(target) > layerOf(folder) || target === folder;
        return isPackage || (down && layerOf(folder) >= 0) ? [] : [`${file} includes ${included}`];
      });
    });
    expect(wrong).to.deep.equal([]);
  });

  it('assign without a constraint in lib only', () => {
    const withHint = CIRCUITS.filter((file) => /<--|-->/.test(withoutComments(read(file))));
    expect(withHint.filter((file) => !file.startsWith('circuits/lib/'))).to.deep.equal([]);
  });

  it('declare a main component in main only', () => {
    const withMain = CIRCUITS.filter((file) => withoutComments(read(file)).includes('component main'));
    expect(withMain).to.deep.equal(CIRCUITS.filter((file) => file.startsWith('circuits/main/')));
  });
});

describe('what runs in a browser', () => {
  const ENTRIES = find('prover/prover.ts', 'prover/verify.ts', 'prover/model/*.ts', 'prover/witness/*.ts');

  it('reaches no Node module through its imports', () => {
    const reached = new Map<string, string>(ENTRIES.map((file) => [file, file]));
    const wrong: string[] = [];
    for (const [file, way] of reached) {
      for (const [, source = ''] of read(file).matchAll(/^(?:import|export) (?!type\b)[^;]*?from '([^']+)';/gm)) {
        if (source.startsWith('node:')) wrong.push(`${way} > ${source}`);
        const target = join(dirname(file), source);
        if (source.startsWith('.') && existsSync(join(ROOT, target)) && !reached.has(target)) {
          reached.set(target, `${way} > ${target}`);
        }
      }
    }
    expect(ENTRIES).to.include('prover/model/account.ts');
    expect(wrong).to.deep.equal([]);
  });
});

describe('table of threats', () => {
  /** Titles of tests by the number of the threat in the threat model. */
  const Threats = z.record(z.string().regex(/^([1-9]|[1-4]\d|5[0-5])$/), z.array(z.string()).min(1));
  const Listing = z.object({ tests: z.array(z.object({ title: z.string(), fullTitle: z.string() })) });

  /** What the statements, keys and contracts that exist must withstand. */
  const WITHSTOOD = [
    ...Array.from({ length: 20 }, (_, index) => index + 1),
    21,
    22,
    24,
    25,
    29,
    40,
    41,
    42,
    43,
    44,
    45,
    46,
    48,
    50,
    51,
    52,
    53,
    54,
  ];

  it('has a test for every threat to what exists', () => {
    const threats = Threats.parse(JSON.parse(read('test/threats.json')));
    expect(WITHSTOOD.filter((threat) => threats[threat] === undefined)).to.deep.equal([]);
  });

  it('lists only tests that exist', async function () {
    this.timeout(60_000);
    const threats = Threats.parse(JSON.parse(read('test/threats.json')));
    const titles = new Set([...(await mochaTitles()), ...solidityTitles()]);
    const missing = Object.entries(threats).flatMap(([threat, tests]) =>
      tests.filter((title) => !titles.has(title)).map((title) => `${threat}: ${title}`),
    );
    expect(missing).to.deep.equal([]);
  });

  async function mochaTitles(): Promise<string[]> {
    const mocha = join(ROOT, 'node_modules/mocha/bin/mocha.js');
    const { stdout } = await promisify(execFile)(process.execPath, [mocha, '--dry-run', '--reporter', 'json'], {
      cwd: ROOT,
      maxBuffer: 1 << 26,
    });
    // Whatever a test file prints while it loads comes first.
    const { tests } = Listing.parse(JSON.parse(stdout.slice(stdout.indexOf('{\n  "stats"'))));
    return tests.flatMap(({ title, fullTitle }) => [title, fullTitle]);
  }

  function solidityTitles(): string[] {
    return find('{test,verifier-contracts}/**/*.t.sol').flatMap((file) =>
      [...read(file).matchAll(/function ((?:test|invariant)\w*)\(/g)].map(([, name]) => name ?? ''),
    );
  }
});

function withoutComments(source: string): string {
  return source.replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
}
