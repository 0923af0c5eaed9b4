import { globSync, readFileSync, renameSync } from 'node:fs';
import { basename, join } from 'node:path';
import { withCompiled } from './compiled.ts';
import type { Mutant } from './mutant.ts';
import { run, runMocha } from './run.ts';
import { type Preparation, type Suite, type Verdict, withMutant } from './suite.ts';
import { put, withFolder } from './workspace.ts';

/**
 * Sources are compiled without optimisation, which is several times faster. What a test finds does not depend on it,
 * except where it counts gas; a contract may become larger than a chain takes.
 */
const CONFIG = `import { overrideTask } from 'hardhat/config';

import base from './hardhat.original.config.ts';

// Tests of mocha would build; what they find is built.
const build = overrideTask('build')
  .setInlineAction(async (options, _, runSuper) => /mocha/.test(process.argv[1]) ? undefined : runSuper(options))
  .build();

const { profiles } = base.solidity as { profiles: { default: object } };
const settings = { optimizer: { enabled: false }, viaIR: false, evmVersion: 'cancun' };
const networks = { default: { type: 'edr-simulated', allowUnlimitedContractSize: true } };
export default { ...base, tasks: [build], networks, solidity: { profiles: { default: { ...profiles.default, settings } } } };
`;

/** What hardhat writes. */
const BUILT = 'build/contracts';
const COUNTS_GAS = 'fits its gas';

/** Test files by what they took without a mutant, the fastest first. */
let order: readonly string[] = [];
/** By source, the files that killed a mutant of it, the last one first. */
const killers = new Map<string, readonly string[]>();

async function prepare(root: string, { log }: Preparation): Promise<void> {
  renameSync(join(root, 'hardhat.config.ts'), join(root, 'hardhat.original.config.ts'));
  put(root, 'hardhat.config.ts', CONFIG);
  log('contracts: all tests without a mutant');
  const build = await run(root, 'hardhat', ['build']);
  if (build.code !== 0)
    throw new Error(`hardhat: expected the contracts to compile, got\n${build.output.slice(-3000)}`);
  const took: { file: string; seconds: number }[] = [];
  for (const file of globSync('test/contracts/*.test.ts', { cwd: root }).sort()) {
    const started = performance.now();
    const { failure } = await runMocha(root, { files: [file], except: COUNTS_GAS });
    if (failure !== undefined)
      throw new Error(`${file}: expected no failure without a mutant, got ${failure.title}\n${failure.message}`);
    took.push({ file, seconds: (performance.now() - started) / 1000 });
  }
  const solidity = await run(root, 'hardhat', ['test', 'solidity']);
  if (solidity.code !== 0)
    throw new Error(`hardhat: expected tests to pass without a mutant, got\n${solidity.output.slice(-3000)}`);
  order = took.sort((a, b) => a.seconds - b.seconds).map(({ file }) => file);
}

/** Files that killed a mutant of the contract come first, then those whose text names it: they fail soonest. */
function inOrderFor(root: string, { file }: Mutant): string[] {
  const name = basename(file, '.sol');
  const title = name.replaceAll(/(?<=[a-z])(?=[A-Z])/g, ' ').toLowerCase();
  const names = (test: string): boolean => {
    const text = readFileSync(join(root, test), 'utf8').toLowerCase();
    return text.includes(name.toLowerCase()) || text.includes(title);
  };
  return [...new Set([...(killers.get(file) ?? []), ...order.filter(names), ...order])];
}

async function verdictOn(root: string, mutant: Mutant): Promise<Verdict> {
  const tested = await withCompiled(root, mutant.file, () =>
    runMocha(root, { files: inOrderFor(root, mutant), except: COUNTS_GAS }),
  );
  if (tested === undefined) return { status: 'invalid' };
  if (tested.failure !== undefined) {
    const { title, file } = tested.failure;
    killers.set(mutant.file, [...new Set([file, ...(killers.get(mutant.file) ?? [])])]);
    return { status: 'killed', by: title };
  }
  const solidity = await withFolder(join(root, BUILT), () => run(root, 'hardhat', ['test', 'solidity']));
  if (solidity.code === 0) return { status: 'survived' };
  const failed = /^\s*(?:\d+\)|✖|×)\s*(\w+)\(/m.exec(solidity.output)?.[1];
  return { status: 'killed', by: failed ?? 'a test written in Solidity' };
}

/** test/contracts: every mocha file, then the tests written in Solidity. */
export const contractSuite: Suite = {
  folders: ['verifier-contracts', 'test/contracts', 'test/support', 'sdk', 'prover'],
  prepare,
  groups: (mutants) => mutants.map((mutant) => [mutant]),
  async *judge(root, group) {
    for (const mutant of group) yield [mutant, await withMutant(root, mutant, () => verdictOn(root, mutant))];
  },
};
