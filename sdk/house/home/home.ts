/**
 * A holder's folder: the seed, where the clearing house is, and what is known of each account. Only the seed cannot be
 * lost; the rest saves time, and is read again from the chain when it is not there. A process may be killed at any
 * moment: each file is the old one or the new one.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { hexlify } from 'ethers';
import { z } from 'zod';

import { PlimsollError } from '../../../prover/errors.ts';
import { readWith } from '../../files/read.ts';
import { formatDeployment, parseDeployment, type Deployment } from '../deployment.ts';
import { formatQuote, parseQuote, type SignedQuote } from '../rfq/messages.ts';
import type { Seed } from '../seed.ts';
import { Folder } from './folder.ts';
import { formatSaved, parseSaved, type SavedAccount } from './saved-account.ts';
import { formatSeed, parseSeed } from './seed-file.ts';

const SEED = 'seed.json';
const HOUSE = 'house.json';
const ACCOUNTS = 'accounts';
const QUOTES = 'quotes';
const CLAIMS = 'claims';
const ENDING = '.json';

const houseSchema = z.strictObject({ deployment: z.unknown(), market: z.string().min(1).optional() });

/** The clearing house that a home is for. */
export interface HomeHouse {
  readonly deployment: Deployment;
  /** Path of the market file to use unless another is named. */
  readonly market?: string;
}

const writeHouse = (folder: Folder, house: HomeHouse): void =>
  folder.write(HOUSE, { ...house, deployment: formatDeployment(house.deployment) });

export class Home {
  readonly path: string;
  readonly seed: Seed;
  readonly #folder: Folder;
  #house: HomeHouse;
  readonly #accounts: Folder;
  readonly #quotes: Folder;
  readonly #claims: Folder;

  private constructor(folder: Folder, seed: Seed, house: HomeHouse) {
    this.path = folder.path;
    this.seed = seed;
    this.#folder = folder;
    this.#house = house;
    this.#accounts = folder.within(ACCOUNTS);
    this.#quotes = folder.within(QUOTES);
    this.#claims = folder.within(CLAIMS);
  }

  /** Whether there is a home. The seed is written last: a folder without one was never finished, or is none. */
  static exists(path: string): boolean {
    try {
      return Folder.open(path).has(SEED);
    } catch (error) {
      if (error instanceof PlimsollError && /got ENOENT$/.test(error.message)) return false;
      throw error;
    }
  }

  /** @throws USAGE when there is a home already: its seed is not replaced */
  static create(path: string, { seed, house, password }: { seed: Seed; house: HomeHouse; password?: string }): Home {
    const folder = Folder.create(path);
    if (folder.has(SEED)) throw new PlimsollError('USAGE', `${path}: expected a new home, got one that has a seed`);
    writeHouse(folder, house);
    folder.write(SEED, formatSeed(seed, password));
    return new Home(folder, seed, house);
  }

  /** @throws USAGE when there is none, others can read it, or the password is missing or wrong */
  static open(path: string, password?: string): Home {
    const folder = Folder.open(path);
    if (!folder.has(SEED))
      throw new PlimsollError('USAGE', `${path}: expected a home with a seed, got a folder without one`);
    const seed = parseSeed(folder.read(SEED), {
      where: folder.file(SEED),
      ...(password !== undefined && { password }),
    });
    const where = folder.file(HOUSE);
    const { deployment, market } = readWith(houseSchema, folder.read(HOUSE), { where });
    return new Home(folder, seed, {
      deployment: parseDeployment(deployment, `${where}.deployment`),
      ...(market !== undefined && { market }),
    });
  }

  get house(): HomeHouse {
    return this.#house;
  }

  /** Takes a key of the desks, a word of 32 bytes, for one that states may be sealed to. */
  trustLiquidationKey(key: string): void {
    const { deployment } = this.#house;
    const liquidationKeys = [...new Set([...deployment.liquidationKeys, key])];
    this.#house = { ...this.#house, deployment: { ...deployment, liquidationKeys } };
    writeHouse(this.#folder, this.#house);
  }

  /** Every account that is remembered. @throws ENVIRONMENT or USAGE for a file that is none of this home */
  accounts(): SavedAccount[] {
    return this.#accounts
      .names()
      .filter((name) => name.endsWith(ENDING))
      .map((name) => parseSaved(this.#accounts.read(name), this.#accounts.file(name)));
  }

  save(saved: SavedAccount): void {
    this.#accounts.write(`${saved.id}${ENDING}`, formatSaved(saved));
  }

  /** Forgets an account that was never opened. */
  forget(id: string): void {
    this.#accounts.remove(`${id}${ENDING}`);
  }

  /** Quotes that this home made and that may still be accepted, by whoever knows them. */
  quotes(): SignedQuote[] {
    return this.#quotes
      .names()
      .filter((name) => name.endsWith(ENDING))
      .map((name) => parseQuote(this.#quotes.read(name), this.#quotes.file(name)));
  }

  saveQuote(quote: SignedQuote): void {
    this.#quotes.write(`${quote.quote.nonce}${ENDING}`, formatQuote(quote));
  }

  forgetQuote(nonce: string): void {
    this.#quotes.remove(`${nonce}${ENDING}`);
  }

  /**
   * Takes something that happens once, for good, in the name of `by`: true the first time, and again in the same name;
   * false in any other, also by another process or after a kill.
   */
  claim(what: string, by: string): boolean {
    return this.#claims.claim(claimName(what), by);
  }

  /** In whose name it was taken, if it was. */
  claimant(what: string): string | undefined {
    return this.#claims.claimant(claimName(what));
  }
}

const claimName = (what: string): string => hexlify(sha256(new TextEncoder().encode(what))).slice(2);
