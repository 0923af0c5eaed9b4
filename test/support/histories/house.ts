/** A clearing house with the circuits that ship, tokens that may refuse, and the prices of three epochs. */
import { Contract, ContractFactory, type InterfaceAbi, type Signer } from 'ethers';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CurvePoint } from '../../../prover/model/baby-jubjub.ts';
import { ONE_CASH } from '../../../prover/model/units.ts';
import { HOUSE_CIRCUITS } from '../../../prover/witness/circuits.ts';
import { marketAfter, SNAPSHOT, SNAPSHOT_TIME } from '../../../sdk/demo/book.ts';
import { buildContracts, startLocalChain, type LocalChain } from '../../../sdk/demo/chain.ts';
import { CONTRACT_DIRECTORY } from '../../../sdk/deploy.ts';
import { marketFromFile } from '../../../sdk/files/market-file.ts';
import type { Destination } from '../../../sdk/house/change.ts';
import { deployHouse } from '../../../sdk/house/deploy.ts';
import { secretReader } from '../../../sdk/house/keys.ts';
import type { HouseId } from '../../../sdk/house/typed-data.ts';
import { slotsOf } from '../../../sdk/risk/table.ts';
import { hashMarket, type HashedMarket } from '../../../sdk/table-file.ts';
import { marketAfterExpiry } from '../cli-house.ts';

const FUTURE = 'BTC-26JUN20';

/** After the future has expired. What isolated accounts took as collateral they still take. */
function expired(previous: HashedMarket): HashedMarket {
  const file = marketAfterExpiry(FUTURE, { ...SNAPSHOT, epoch: 3, after: 120 });
  const isolatedHaircut = { maintenance: 0.02, initial: 0.03 };
  const collateral = file.collateral?.map((item) => ({ ...item, isolatedHaircut })) ?? [];
  return hashMarket(marketFromFile({ ...file, collateral }, 'expired', previous));
}

const FALLEN = marketAfter({ ...SNAPSHOT, epoch: 2, after: 60, spot: 0.97 });
/** From the first epoch on. */
const MARKETS: readonly HashedMarket[] = [marketAfter(SNAPSHOT), FALLEN, expired(FALLEN)];
export const LAST_EPOCH = MARKETS.length;
const SLOTS = slotsOf(MARKETS[0]!);
export const INSTRUMENT = SLOTS.get(FUTURE)!;

/** @param epoch from 1 on */
export const marketOf = (epoch: number): HashedMarket['market'] => MARKETS[epoch - 1]!.market;

/**
 * Cash and collateral: their places in a market, the decimals of their tokens, what may leave in an hour (ticks). That
 * is more than one withdrawal of cash, and less than one of collateral, which always waits.
 */
export const ASSETS = [
  { slot: 0, decimals: 6, hourlyCap: 5_000n * ONE_CASH },
  { slot: SLOTS.get('BTC')!, decimals: 18, hourlyCap: (3n * ONE_CASH) / 20n },
] as const;
/** Index of an asset. */
export type Asset = 0 | 1;
const CUSTODY_CAP = 10n ** 6n * ONE_CASH;
/** Seconds; some histories go on for longer. */
export const MAX_ROOT_AGE = 9_000n;
const YEAR = 365n * 86_400n;

/** The owner of each account: the first two have one. */
export const OWNERS = [0, 0, 1, 2] as const;
export const NUMBER_OF_ACCOUNTS = BigInt(OWNERS.length);
const LIQUIDATION_KEY = secretReader(99n, 'liquidation').key;
export const viewingKeyOf = (who: number): CurvePoint => secretReader(BigInt(who) + 1n, 'viewing').key;

async function hostileToken(deployer: Signer, decimals: number): Promise<Contract> {
  const path = join(CONTRACT_DIRECTORY, 'test/contracts/HostileToken.sol/HostileToken.json');
  const { abi, bytecode } = JSON.parse(readFileSync(path, 'utf8')) as { abi: InterfaceAbi; bytecode: string };
  const token = await new ContractFactory(abi, bytecode, deployer).deploy(decimals);
  await token.waitForDeployment();
  return new Contract(await token.getAddress(), abi, deployer);
}

interface Parts {
  readonly chain: LocalChain;
  /** Governs, publishes, pauses, and tells tokens what to do. */
  readonly operator: Signer;
  readonly owners: readonly Signer[];
  readonly stranger: Signer;
  readonly contract: Contract;
  readonly roots: Contract;
  readonly tokens: readonly Contract[];
  readonly id: HouseId;
}

export class RealHouse {
  readonly parts: Parts;
  /** Of the block that comes next, unix seconds. */
  now = BigInt(SNAPSHOT_TIME);

  private constructor(parts: Parts) {
    this.parts = parts;
  }

  static async raise(): Promise<RealHouse> {
    await buildContracts();
    const chain = await startLocalChain(SNAPSHOT_TIME);
    const signers = await Promise.all([0, 1, 2, 3, 4].map((index) => chain.signer(index)));
    const [operator, alice, bob, carol, stranger] = signers as [Signer, Signer, Signer, Signer, Signer];
    const owners = [alice, bob, carol];
    const tokens = [await hostileToken(operator, ASSETS[0].decimals), await hostileToken(operator, ASSETS[1].decimals)];
    const address = await operator.getAddress();
    const { house, roots } = await deployHouse({
      deployer: operator,
      publisher: address,
      guardian: address,
      circuits: HOUSE_CIRCUITS,
      maxPostDelay: YEAR,
      maxRootAge: MAX_ROOT_AGE,
      exitWindow: YEAR,
      liquidationKey: LIQUIDATION_KEY,
      assets: await Promise.all(
        ASSETS.map(async ({ slot, hourlyCap }, asset) => ({
          asset: slot,
          token: await tokens[asset]!.getAddress(),
          hourlyCap,
          custodyCap: CUSTODY_CAP,
        })),
      ),
    });
    for (const token of tokens) {
      for (const owner of owners) {
        await token.getFunction('mint').send(owner, 10n ** 30n);
        await token
          .connect(owner)
          .getFunction('approve')
          .send(house, 2n ** 255n);
      }
    }
    const id = { chainId: 31337n, house: (await house.getAddress()).toLowerCase() };
    const raised = new RealHouse({ chain, operator, owners, stranger, contract: house, roots, tokens, id });
    await raised.readClock();
    return raised;
  }

  /** Goes on from the time of the last block. */
  async readClock(): Promise<void> {
    const latest = await this.parts.chain.provider.getBlock('latest');
    this.now = BigInt(latest?.timestamp ?? 0);
  }

  ownerOf(who: number): Signer {
    return this.parts.owners[OWNERS[who]!]!;
  }

  /** Where the changes of an account go. */
  destinationOf(who: number): Destination {
    return { id: this.parts.id, viewingKey: viewingKeyOf(who).y, liquidationKey: LIQUIDATION_KEY.y };
  }

  /** Sets the clock for the next block. */
  async pass(seconds: bigint): Promise<void> {
    this.now += seconds;
    await this.parts.chain.setTime(Number(this.now));
  }

  /** @returns how to come back to the chain as it is */
  async keep(): Promise<() => Promise<void>> {
    const { provider } = this.parts.chain;
    const [snapshot, now] = [(await provider.send('evm_snapshot', [])) as string, this.now];
    return async () => {
      await provider.send('evm_revert', [snapshot]);
      this.now = now;
    };
  }

  close(): Promise<void> {
    return this.parts.chain.close();
  }
}
