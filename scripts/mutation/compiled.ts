/**
 * Contracts compiled anew in this process: only those that a mutant changes and mocha deploys, by a compiler that is
 * loaded once. A build by hardhat, in a process of its own, takes several times as long.
 */
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import solc from 'solc';

/** What hardhat writes of a contract, as far as it is used here. */
interface Artifact {
  readonly contractName: string;
  /** Path in the repository, and in the compiler's input. */
  readonly sourceName: string;
  readonly inputSourceName: string;
  readonly buildInfoId: string;
}

interface Code {
  readonly object: string;
  readonly linkReferences: object;
  readonly immutableReferences?: object;
}

interface Output {
  readonly errors?: readonly { readonly severity: string }[];
  readonly contracts?: Readonly<
    Record<string, Readonly<Record<string, { readonly evm: Readonly<Record<'bytecode' | 'deployedBytecode', Code>> }>>>
  >;
}

interface Input {
  readonly settings: object;
  readonly sources: Readonly<Record<string, { readonly content: string }>>;
}

const ARTIFACTS = 'build/contracts/artifacts';
const WANTED = ['evm.bytecode', 'evm.deployedBytecode'];
const IMPORT = /^\s*import\s[^;]*?"(\.[^"]+)"/gm;

const compileJson = solc.compile as (input: string) => string;
const readJson = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'));

/** Sources that a source imports, itself included. */
function closureOf(root: string, source: string, found = new Set<string>()): Set<string> {
  if (found.has(source)) return found;
  found.add(source);
  for (const [, path = ''] of readFileSync(join(root, source), 'utf8').matchAll(IMPORT))
    closureOf(root, normalize(join(dirname(source), path)), found);
  return found;
}

/** Paths of the artifacts that tests of mocha name, and whose code a source is part of. */
function artifactsOf(root: string, source: string): string[] {
  const tests = globSync(['test/contracts/*.ts', 'test/support/*.ts', 'sdk/**/*.ts'], { cwd: root });
  const words = new Set(tests.flatMap((file) => readFileSync(join(root, file), 'utf8').match(/\w+/g) ?? []));
  return globSync(`${ARTIFACTS}/{verifier-contracts,test}/**/*.json`, { cwd: root }).filter((path) => {
    const { contractName, sourceName } = readJson(join(root, path)) as Artifact;
    return words.has(contractName) && !sourceName.endsWith('.t.sol') && closureOf(root, sourceName).has(source);
  });
}

/** Compiles artifacts of one build of hardhat, from the sources as they are now. @returns undefined when they do not compile */
function compile(root: string, buildInfoId: string, artifacts: readonly Artifact[]): Output['contracts'] {
  const { input } = readJson(join(root, ARTIFACTS, 'build-info', `${buildInfoId}.json`)) as { readonly input: Input };
  const outputSelection: Record<string, Record<string, string[]>> = {};
  for (const { inputSourceName, contractName } of artifacts)
    outputSelection[inputSourceName] = { ...outputSelection[inputSourceName], [contractName]: WANTED };
  const sources = Object.fromEntries(
    Object.entries(input.sources).map(([name, source]) => {
      const own = name.startsWith('project/') ? name.slice('project/'.length) : undefined;
      return [name, own === undefined ? source : { content: readFileSync(join(root, own), 'utf8') }];
    }),
  );
  const settings = { ...input.settings, outputSelection };
  const output = JSON.parse(compileJson(JSON.stringify({ ...input, sources, settings }))) as Output;
  return output.errors?.some(({ severity }) => severity === 'error') === true ? undefined : output.contracts;
}

/**
 * Compiles what a changed source is part of, and runs something on it; the artifacts are put back whatever happens.
 *
 * @returns undefined when the source does not compile
 */
export async function withCompiled<Result>(
  root: string,
  source: string,
  run: () => Promise<Result>,
): Promise<Result | undefined> {
  const originals = new Map(artifactsOf(root, source).map((path) => [path, readFileSync(join(root, path), 'utf8')]));
  try {
    const all = [...originals].map(([path, text]) => ({ path, artifact: JSON.parse(text) as Artifact }));
    for (const buildInfoId of new Set(all.map(({ artifact }) => artifact.buildInfoId))) {
      const group = all.filter(({ artifact }) => artifact.buildInfoId === buildInfoId);
      const contracts = compile(
        root,
        buildInfoId,
        group.map(({ artifact }) => artifact),
      );
      if (contracts === undefined) return undefined;
      for (const { path, artifact } of group) {
        const evm = contracts[artifact.inputSourceName]?.[artifact.contractName]?.evm;
        if (evm === undefined) throw new Error(`${path}: expected code of the compiler, got none`);
        const { bytecode, deployedBytecode } = evm;
        const code = {
          bytecode: `0x${bytecode.object}`,
          deployedBytecode: `0x${deployedBytecode.object}`,
          linkReferences: bytecode.linkReferences,
          deployedLinkReferences: deployedBytecode.linkReferences,
          immutableReferences: deployedBytecode.immutableReferences ?? {},
        };
        writeFileSync(join(root, path), JSON.stringify({ ...artifact, ...code }));
      }
    }
    return await run();
  } finally {
    for (const [path, text] of originals) writeFileSync(join(root, path), text);
  }
}
