/** Waiting for letters, for a while or until Ctrl-C. */
import { Option } from 'commander';

import { interruption } from './interruption.ts';
import { wholeNumber } from './inputs.ts';

export interface Waiting {
  readonly wait: string;
}

const SECONDS = [1n, 86_400n] as const;

export const waitOption = (): Option =>
  new Option('--wait <seconds>', 'how long to wait for letters over the relay').default('5');

/** Ends after so many seconds, or by Ctrl-C. @throws USAGE naming the option */
export const reading = (seconds: string): AbortSignal =>
  AbortSignal.any([interruption, AbortSignal.timeout(Number(wholeNumber(seconds, SECONDS, '--wait')) * 1000)]);
