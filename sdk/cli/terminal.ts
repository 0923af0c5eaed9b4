import { styleText } from 'node:util';

export type Tone = Parameters<typeof styleText>[0];

/** Colour where a person looks: not in a pipe, not under NO_COLOR. */
export function paint(stream: NodeJS.WriteStream, tone: Tone, text: string): string {
  const plain = !stream.isTTY || (process.env['NO_COLOR'] ?? '') !== '';
  return plain ? text : styleText(tone, text, { validateStream: false });
}

export const onStdout = (tone: Tone, text: string): string => paint(process.stdout, tone, text);
export const onStderr = (tone: Tone, text: string): string => paint(process.stderr, tone, text);

/** A line about what is happening. Never a result: results go to stdout. */
export const notice = (line: string): void => void process.stderr.write(`${line}\n`);

const seconds = (since: number): string => `${((performance.now() - since) / 1000).toFixed(1)} s`;

/**
 * Says what is being done, then how long it took. `update` says how far it is: in place on a terminal, as lines of
 * their own elsewhere, and there only as often as a log bears it.
 */
export async function step<Result>(
  title: string,
  work: (update: (detail: string) => void) => Promise<Result>,
): Promise<Result> {
  const began = performance.now();
  const live = process.stderr.isTTY;
  let told = began;
  const update = (detail: string): void => {
    if (!live && performance.now() - told < 3000) return;
    told = performance.now();
    if (live) process.stderr.write(`\r\u001b[2K  … ${title}: ${detail} (${seconds(began)})`);
    else notice(`  … ${title}: ${detail} (${seconds(began)})`);
  };
  if (live) process.stderr.write(`  … ${title}`);
  const erase = live ? '\r\u001b[2K' : '';
  try {
    const result = await work(update);
    process.stderr.write(`${erase}  ${onStderr('green', '✔')} ${title} (${seconds(began)})\n`);
    return result;
  } catch (error) {
    process.stderr.write(`${erase}  ${onStderr('red', '✘')} ${title} (${seconds(began)})\n`);
    throw error;
  }
}
