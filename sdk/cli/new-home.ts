/** A home for a command: the one that is there, or a new one and where its seed comes from. */
import type { Command } from 'commander';
import { hexlify } from 'ethers';

import { PlimsollError } from '../../prover/errors.ts';
import { Home } from '../house/home/home.ts';
import { newMnemonic, seedFromMnemonic, seedFromWallet, type Seed } from '../house/seed.ts';
import { connect, KEY_VARIABLE, openSigner } from './chain.ts';
import { openHome, PASSWORD_VARIABLE, passwordOf, readDeployment } from './house.ts';
import { notice } from './terminal.ts';

export const WORDS_VARIABLE = 'PLIMSOLL_MNEMONIC';

export interface NewHomeOptions {
  readonly home: string;
  readonly deployment?: string;
  readonly wallet?: true;
  readonly from?: string;
  readonly rpc?: string;
}

export const withNewHome = (command: Command): Command =>
  command
    .option('--deployment <file>', 'deployment file of the house, for a new home')
    .option('--wallet', `seed of a new home from a signature of the key in ${KEY_VARIABLE}, or of --from`);

interface SeedChoice {
  readonly seed: Seed;
  /** The wallet whose signature it is. */
  readonly wallet?: string;
  /** Words that nobody else has yet. Secret: shown to their holder, once. */
  readonly words?: string;
}

function newSeed(): SeedChoice {
  const words = newMnemonic();
  return { seed: seedFromMnemonic(words), words };
}

/** The words of the environment, or the wallet's signature, as is asked for. @throws USAGE when the words are none */
async function givenSeed({ wallet, from, rpc }: NewHomeOptions, defaultRpc: string): Promise<SeedChoice | undefined> {
  if (wallet === undefined) {
    const words = process.env[WORDS_VARIABLE] ?? '';
    return words === '' ? undefined : { seed: seedFromMnemonic(words) };
  }
  const provider = await connect(rpc ?? defaultRpc);
  try {
    notice('the wallet is asked twice to sign the same message: its signature reads your accounts and moves nothing');
    const signer = await openSigner(provider, from);
    return { seed: await seedFromWallet(signer), wallet: await signer.getAddress() };
  } finally {
    provider.destroy();
  }
}

/** The home that is there. @throws USAGE when a seed is given that is not the home's */
async function ownHome(options: NewHomeOptions): Promise<Home> {
  const home = openHome(options.home);
  const given = await givenSeed(options, home.house.deployment.rpc);
  if (given === undefined || hexlify(given.seed) === hexlify(home.seed)) return home;
  const where = given.wallet === undefined ? WORDS_VARIABLE : '--wallet';
  throw new PlimsollError('USAGE', `${where}: expected the seed of the home ${home.path}, got another`);
}

/**
 * The home, made when there is none.
 *
 * @param otherwise gives the seed of a new home when none is given
 * @throws USAGE when a new home is for no house, or gets no seed
 */
async function homeOr(
  otherwise: () => SeedChoice,
  options: NewHomeOptions,
): Promise<{ readonly home: Home } & Omit<SeedChoice, 'seed'>> {
  if (Home.exists(options.home)) return { home: await ownHome(options) };
  if (options.deployment === undefined) {
    const expected = `the deployment of a house to make the new home ${options.home} for`;
    throw new PlimsollError('USAGE', `--deployment: expected ${expected}, got none`);
  }
  const house = readDeployment(options.deployment);
  const { seed, ...choice } = (await givenSeed(options, house.deployment.rpc)) ?? otherwise();
  const password = passwordOf();
  const home = Home.create(options.home, { seed, house, ...(password !== undefined && { password }) });
  if (password === undefined)
    notice(`the seed is kept in ${home.path} as it is; with a password in ${PASSWORD_VARIABLE} it is sealed`);
  return { home, ...choice };
}

/** A home with new words when none are given. */
export const homeWithSeed = (options: NewHomeOptions): ReturnType<typeof homeOr> => homeOr(newSeed, options);

/** A home whose seed is given: new words would bring nothing back. */
export function homeOfSeed(options: NewHomeOptions): ReturnType<typeof homeOr> {
  const none = (): never => {
    throw new PlimsollError('USAGE', `${WORDS_VARIABLE}: expected the words of a seed (or --wallet), got none`);
  };
  return homeOr(none, options);
}
