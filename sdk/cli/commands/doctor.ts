import { availableParallelism, freemem, totalmem } from 'node:os';
import type { Command } from 'commander';

import { isInstalled, setupCommand } from '../../../prover/artifacts/build-folder.ts';
import { committedManifest } from '../../../prover/artifacts/committed.ts';
import { DirectorySource } from '../../../prover/artifacts/directory-source.ts';
import { readArtifact } from '../../../prover/artifacts/source.ts';
import { PlimsollError } from '../../../prover/errors.ts';
import { importHardhat } from '../../demo/chain.ts';
import { CONTRACT_COMMAND, contractArtifact, verifierOf } from '../../deploy.ts';
import { newCommand, reporting } from '../command.ts';
import { onStdout } from '../terminal.ts';

interface Finding {
  readonly name: string;
  readonly ok: boolean;
  readonly found: string;
  /** A circuit that nobody has built here: only accounts that need it miss it. */
  readonly unbuilt?: true;
  /** What to run when it is not right. */
  readonly mend?: string;
}

const LEAST_NODE = [20, 11] as const;
/** A proof of the largest circuit takes up to a gigabyte. */
const LEAST_MEMORY = 1.5 * 1024 ** 3;
const gigabytes = (bytes: number): string => `${(bytes / 1024 ** 3).toFixed(1)} GB`;

/** Runs a look at one thing; what it throws is the finding. */
async function look(name: string, mend: string, find: () => Promise<string> | string): Promise<Finding> {
  try {
    return { name, ok: true, found: await find() };
  } catch (error) {
    const found = error instanceof Error ? error.message : String(error);
    // What to run is said once, in its own place.
    return { name, ok: false, found: found.replace(/; run: .*$/, ''), mend };
  }
}

function node(): string {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < LEAST_NODE[0] || (major === LEAST_NODE[0] && minor < LEAST_NODE[1])) {
    throw new PlimsollError(
      'ENVIRONMENT',
      `Node: expected ${LEAST_NODE.join('.')} or newer, got ${process.versions.node}`,
    );
  }
  return process.versions.node;
}

function memory(): string {
  if (totalmem() < LEAST_MEMORY)
    throw new PlimsollError('ENVIRONMENT', `memory: expected ${gigabytes(LEAST_MEMORY)}, got ${gigabytes(totalmem())}`);
  return `${gigabytes(freemem())} free of ${gigabytes(totalmem())}`;
}

async function artefacts(circuit: string): Promise<string> {
  const manifest = committedManifest();
  const source = new DirectorySource();
  for (const file of ['wasm', 'zkey', 'vkey'] as const) await readArtifact({ source, manifest, circuit, file });
  return `hashes as in the manifest, ${manifest.circuits[circuit]?.key.insecure === true ? 'INSECURE development key' : 'ceremony key'}`;
}

async function lookAtCircuit(circuit: string): Promise<Finding> {
  const setup = setupCommand(circuit);
  const finding = await look(`circuit ${circuit}`, setup, () => artefacts(circuit));
  if (finding.ok || !finding.found.endsWith('expected a file, got none')) return finding;
  return { name: finding.name, ok: true, found: `not built; whoever needs it: ${setup}`, unbuilt: true };
}

/** Nothing can be proven without any; verifying needs the keys of the package only. */
const noneBuilt = (circuits: readonly Finding[]): Finding[] =>
  circuits.every(({ unbuilt }) => unbuilt)
    ? [{ name: 'circuits', ok: false, found: 'none is built, so nothing can be proven here', mend: setupCommand() }]
    : [];

function contracts(circuits: readonly string[]): string {
  for (const path of [
    'SolvencyRegistry',
    'examples/CreditLine',
    ...circuits.map((circuit) => `generated/${verifierOf(circuit)}`),
  ]) {
    contractArtifact(path);
  }
  return 'compiled';
}

async function localChain(): Promise<string> {
  await importHardhat();
  return 'hardhat can be loaded';
}

async function examine(): Promise<Finding[]> {
  const names = Object.keys(committedManifest().circuits);
  const circuits = await Promise.all(names.map(lookAtCircuit));
  return [
    await look('node', 'install a newer Node', node),
    await look('processors', '', () => `${availableParallelism()} threads`),
    await look('memory', 'give it more memory', memory),
    ...circuits,
    ...noneBuilt(circuits),
    ...(isInstalled()
      ? []
      : [
          await look('contracts', CONTRACT_COMMAND, () => contracts(names)),
          await look('local chain', 'npm install', localChain),
        ]),
  ];
}

export function doctorCommand(): Command {
  return newCommand({
    name: 'doctor',
    summary: 'Look at what proving, verifying and the local chain need here, and say what to run to mend it.',
    examples: ['doctor', 'doctor --json'],
  }).action(
    reporting(async () => {
      const findings = await examine();
      const ok = findings.every((finding) => finding.ok);
      const lines = findings.map(({ name, ok: right, found, mend, unbuilt }) => {
        const mending = right || mend === undefined ? '' : `\n    to mend it: ${mend}`;
        const mark = unbuilt ? '-' : right ? onStdout('green', '✔') : onStdout('red', '✘');
        return `${mark} ${name}: ${found}${mending}`;
      });
      return {
        json: { ok, findings },
        text: `${lines.join('\n')}\n${ok ? 'All is here.' : 'Something is missing.'}`,
        exitCode: ok ? 0 : 3,
      };
    }),
  );
}
