/** Forged witnesses of every template. */
import { ACCOUNT } from './account.ts';
import { CHAIN_STATEMENTS } from './chain-statements.ts';
import { CHANGE } from './change.ts';
import type { Corpus } from './corpus.ts';
import { CURVE } from './curve.ts';
import { HASH } from './hash.ts';
import { LIB } from './lib.ts';
import { MARKET } from './market.ts';
import { METHODS } from './methods.ts';
import { MOVES } from './moves.ts';
import { PARTS } from './parts.ts';
import { PORTFOLIO } from './portfolio.ts';
import { PROPOSAL } from './proposal.ts';
import { REDUCES } from './reduces.ts';
import { SEAL } from './seal.ts';
import { STATEMENTS } from './statements.ts';
import { TRANSITIONS } from './transitions.ts';
import { VALUATIONS } from './valuations.ts';

export const CORPORA: readonly Corpus[] = [
  ...LIB,
  ...HASH,
  ...CURVE,
  ...ACCOUNT,
  ...MOVES,
  ...CHANGE,
  ...SEAL,
  ...PROPOSAL,
  ...MARKET,
  ...PARTS,
  ...METHODS,
  ...PORTFOLIO,
  ...VALUATIONS,
  ...STATEMENTS,
  ...CHAIN_STATEMENTS,
  ...TRANSITIONS,
  ...REDUCES,
];
