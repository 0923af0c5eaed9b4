/** What the tests of the clearing house's client share: a holder, a house and the states of one account. */
import type { Account } from '../../prover/model/account.ts';
import type { Cash, Size } from '../../prover/model/units.ts';
import { wordOf } from '../../sdk/certificate.ts';
import type { Deployment } from '../../sdk/house/deployment.ts';
import type { SavedAccount } from '../../sdk/house/home/saved-account.ts';
import { seedFromMnemonic } from '../../sdk/house/seed.ts';

export const seed = seedFromMnemonic('legal winner thank year wave sausage worth useful legal winner thank yellow');
export const deployment: Deployment = {
  chainId: 31337n,
  house: `0x${'0a'.repeat(20)}`,
  registry: `0x${'0b'.repeat(20)}`,
  roots: `0x${'0c'.repeat(20)}`,
  router: `0x${'0d'.repeat(20)}`,
  fromBlock: 7,
  fromBlockHash: `0x${'07'.repeat(32)}`,
  liquidationKeys: [`0x${'01'.repeat(32)}`],
  rpc: 'http://127.0.0.1:8545',
  assets: [{ slot: 0, name: 'USD', token: `0x${'0e'.repeat(20)}`, decimals: 6 }],
};
export const house = { deployment, market: '/markets/market.json' };

/** The account after a number of changes. */
export const state = (sequence: bigint): Account => ({
  id: 77n,
  owner: BigInt(`0x${'0f'.repeat(20)}`),
  method: 'cross',
  sequence,
  lossCheckpoint: 0n,
  cash: (100n * sequence) as Cash,
  legs: [{ instrument: 70, size: -5n as Size, cost: 9n as Cash }],
  blinding: 1_000_003n * sequence,
});
export const ID = wordOf(77n);
export const saved = (sequence: bigint, pending?: SavedAccount['pending']): SavedAccount => ({
  id: ID,
  index: 3,
  account: state(sequence),
  ...(pending && { pending }),
});
