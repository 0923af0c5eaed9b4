import type { Command } from 'commander';

import { Narrator } from '../../demo/narrator.ts';
import { playDemo, type DemoResult } from '../../demo/story.ts';
import { ARTIFACT_DIRECTORY } from '../../../prover/artifacts/build-folder.ts';
import { money } from '../chart.ts';
import { newCommand, reporting } from '../command.ts';
import { makeEmptyFolder } from '../files.ts';
import { onStdout } from '../terminal.ts';

interface Options {
  readonly json?: true;
  readonly out?: string;
}

const NOT_PROVEN = [
  'that the prices are true: the publisher of the market root is trusted',
  'that the commitment is the whole book: the venue that attests it is trusted',
];

function summary({ expectations }: Narrator, { gas }: DemoResult, seconds: number): string {
  const wrong = expectations.filter(({ ok }) => !ok);
  return [
    '',
    wrong.length === 0
      ? onStdout('green', `All ${expectations.length} expectations held in ${seconds.toFixed(0)} s.`)
      : onStdout(
          'red',
          `${wrong.length} of ${expectations.length} expectations FAILED: ${wrong.map(({ name }) => name).join('; ')}`,
        ),
    `  Proven without showing a position: on which side of each ratio the book floats. Gas: certify ${money(Number(gas.certify))}, proveInsolvent ${money(Number(gas.proveInsolvent))}.`,
    ...NOT_PROVEN.map((line) => `  Not proven: ${line}.`),
    '  The keys here are INSECURE development keys: whoever reads their public seed can forge a proof.',
  ].join('\n');
}

export function demoCommand(): Command {
  return newCommand({
    name: 'demo',
    summary:
      'A book of BTC options is certified, lent to, proven insolvent after a crash; on a chain inside this process.',
    examples: ['demo', 'demo --json', 'demo --out story'],
  })
    .option('--out <folder>', 'leave markets, account and certificates of the story in this new or empty folder')
    .action(
      reporting(async ({ json, out }: Options) => {
        const began = performance.now();
        // With --json the story is progress, and stdout is for the document alone.
        const narrator = new Narrator((text) => (json ? process.stderr : process.stdout).write(text));
        if (out !== undefined) makeEmptyFolder(out);
        const result = await playDemo({ narrator, directory: ARTIFACT_DIRECTORY, ...(out !== undefined && { out }) });
        const { expectations } = narrator;
        const ok = expectations.every((expectation) => expectation.ok);
        const seconds = (performance.now() - began) / 1000;
        return {
          json: { ok, seconds, ...result, expectations },
          text: summary(narrator, result, seconds),
          exitCode: ok ? 0 : 1,
        };
      }),
    );
}
