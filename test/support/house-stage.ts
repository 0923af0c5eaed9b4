/** A house with funded accounts, for tests of what happens to it. */
import { Changes } from './house-changes.ts';
import { accountId } from './house-statements.ts';
import { deployHouse, GEM, ONE, type HouseOptions, type HouseSystem } from './clearing-house.ts';

/** Alice has two accounts, Bob and Carol have one each. */
export const [ALICE, ALICE_TOO, BOB, CAROL] = [accountId(1), accountId(2), accountId(3), accountId(4)] as [
  string,
  string,
  string,
  string,
];
/** What each account holds of quote at first. */
export const FUNDS = 500n * ONE;

export interface Stage {
  system: HouseSystem;
  changes: Changes;
}

/**
 * A stage for the tests of the suite that calls this, the same for each of them. Epoch 1 is posted; each account has
 * 500 of quote and 5 gems, and never traded.
 */
export function onStage(options: HouseOptions = {}): Stage {
  const stage = {} as Stage;
  let snapshot: unknown;
  const send = (method: string, args: unknown[]): Promise<unknown> =>
    stage.system.ethers.provider.send(method, args) as Promise<unknown>;
  before(async () => {
    Object.assign(stage, await stageHouse(options));
  });
  beforeEach(async () => {
    snapshot = await send('evm_snapshot', []);
  });
  afterEach(async () => {
    await send('evm_revert', [snapshot]);
  });
  return stage;
}

async function stageHouse(options: HouseOptions): Promise<Stage> {
  const system = await deployHouse(options);
  const changes = new Changes(system);
  const { alice, bob, carol } = system;
  await system.postEpoch();
  for (const [account, owner] of [
    [ALICE, alice],
    [ALICE_TOO, alice],
    [BOB, bob],
    [CAROL, carol],
  ] as const) {
    await changes.open(owner, account);
    await changes.deposit(account, FUNDS);
    await changes.deposit(account, 5n * ONE, { asset: GEM });
  }
  return { system, changes };
}
