/** Forged witnesses of every template. */
import { ACCOUNT } from './account.ts';
import type { Corpus } from './corpus.ts';
import { LIB } from './lib.ts';
import { MARKET } from './market.ts';
import { METHODS } from './methods.ts';
import { PARTS } from './parts.ts';
import { PORTFOLIO } from './portfolio.ts';
import { STATEMENTS } from './statements.ts';
import { VALUATIONS } from './valuations.ts';

export const CORPORA: readonly Corpus[] = [
  ...LIB,
  ...ACCOUNT,
  ...MARKET,
  ...PARTS,
  ...METHODS,
  ...PORTFOLIO,
  ...VALUATIONS,
  ...STATEMENTS,
];
