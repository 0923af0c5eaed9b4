/** What a home remembers of one account: a cached opening, and a change that was sent and may not have arrived. */
import { z } from 'zod';

import type { Account } from '../../../prover/model/account.ts';
import { addressOf } from '../../certificate.ts';
import { formatAccount, parseAccount } from '../../files/account-file.ts';
import { readWith } from '../../files/read.ts';
import { decimal, hex } from '../../files/words.ts';

/** A change on its way to the chain. */
export interface Pending {
  /** What it does, in a word: `open`, `deposit`, `trade`. */
  readonly kind: string;
  /** The account when it has arrived. */
  readonly account: Account;
  /** Hash of its transaction, once it was sent. */
  readonly transaction?: string;
  /** Unix seconds until which another may send it: a signed half of a trade. */
  readonly deadline?: bigint;
}

export interface SavedAccount {
  /** Account id, a word of 32 bytes. */
  readonly id: string;
  /** Index of the newest viewing key that it was given, or is about to be. */
  readonly index: number;
  /** Its last known opening; none before it was opened. */
  readonly account?: Account;
  readonly pending?: Pending;
}

/** Address of its owner, lower case. An account is open or on its way to be, so there is one. */
export function ownerOf({ account, pending }: SavedAccount): string | undefined {
  const known = account ?? pending?.account;
  return known && addressOf(known.owner);
}

const FORMAT = 'plimsoll-home-account';
const VERSION = 1;

const schema = z.strictObject({
  format: z.literal(FORMAT),
  version: z.literal(VERSION),
  id: hex(32),
  index: z
    .int()
    .min(0)
    .max(2 ** 31 - 1),
  account: z.unknown().optional(),
  pending: z
    .strictObject({
      kind: z.string().regex(/^[a-z]{1,20}$/, 'expected a word'),
      account: z.unknown(),
      transaction: hex(32).optional(),
      deadline: decimal(20).transform(BigInt).optional(),
    })
    .optional(),
});

/** Instruments are slots here. */
const NO_NAMES: ReadonlyMap<string, number> = new Map();

/** @throws USAGE naming the field; no error repeats a blinding */
export function parseSaved(json: unknown, where: string): SavedAccount {
  const { id, index, account, pending } = readWith(schema, json, { where });
  return {
    id,
    index,
    ...(account !== undefined && { account: parseAccount(account, NO_NAMES, `${where}.account`) }),
    ...(pending && {
      pending: {
        kind: pending.kind,
        account: parseAccount(pending.account, NO_NAMES, `${where}.pending.account`),
        ...(pending.transaction !== undefined && { transaction: pending.transaction }),
        ...(pending.deadline !== undefined && { deadline: pending.deadline }),
      },
    }),
  };
}

/** Writes a saved account as `parseSaved` reads it. */
export const formatSaved = ({ id, index, account, pending }: SavedAccount): z.input<typeof schema> => ({
  format: FORMAT,
  version: VERSION,
  id,
  index,
  ...(account && { account: formatAccount(account) }),
  ...(pending && {
    pending: {
      kind: pending.kind,
      account: formatAccount(pending.account),
      ...(pending.transaction !== undefined && { transaction: pending.transaction }),
      ...(pending.deadline !== undefined && { deadline: pending.deadline.toString() }),
    },
  }),
});
