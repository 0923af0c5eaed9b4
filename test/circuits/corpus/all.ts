/** Forged witnesses of every template. */
import { ACCOUNT } from './account.ts';
import type { Corpus } from './corpus.ts';
import { CURVE } from './curve.ts';
import { LIB } from './lib.ts';
import { MARKET } from './market.ts';
import { METHODS } from './methods.ts';
import { PARTS } from './parts.ts';
import { PORTFOLIO } from './portfolio.ts';
import { STATEMENTS } from './statements.ts';

export const CORPORA: readonly Corpus[] = [
  ...LIB,
  ...CURVE,
  ...ACCOUNT,
  ...MARKET,
  ...PARTS,
  ...METHODS,
  ...PORTFOLIO,
  ...STATEMENTS,
];
