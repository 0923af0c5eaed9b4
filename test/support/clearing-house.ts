/** A clearing house on a fresh chain, over a model that proves true statements only. */
import { buildBabyjub } from 'circomlibjs';
import { encodeBytes32String, type BaseContract, type Signer } from 'ethers';
import { STATEMENTS } from '../../sdk/abi.ts';
import { connect, deploy, EXIT_WINDOW, MAX_POST_DELAY, MAX_ROOT_AGE, type Deployed } from './contracts.ts';

export const CIRCUITS = {
  open: encodeBytes32String('open'),
  deposit: encodeBytes32String('deposit-8'),
  transition: encodeBytes32String('transition-cross-8'),
  reduce: encodeBytes32String('reduce-cross-8'),
} as const;
export type Kind = keyof typeof CIRCUITS;

export const QUOTE = 0n;
export const GEM = 1n;
export const CROSS = 2n;
/** One unit of quote, of an asset or of the derivative, in ticks. */
export const ONE = 10n ** 8n;
export const HOURLY_CAP = 1_000n * ONE;
export const CUSTODY_CAP = 1_000_000n * ONE;
export const CASH_ONLY = 2n ** 48n - 1n;
export const MAX_PAUSE = 3n * 86_400n;

export interface Point {
  readonly x: bigint;
  readonly y: bigint;
}

/** The public key of a secret, by the reference implementation of the curve. */
export async function publicKey(secret: bigint): Promise<Point> {
  const curve = await buildBabyjub();
  const [x, y] = curve.mulPointEscalar(curve.Base8, secret);
  return { x: curve.F.toObject(x), y: curve.F.toObject(y) };
}

/** Prices in 1e-8 of quote, rates in basis points. */
export interface ModelMarket {
  readonly price: bigint;
  readonly collateralPrice: bigint;
  readonly fillBand: bigint;
  readonly maintenanceBps: bigint;
  readonly initialBps: bigint;
  readonly frozen: boolean;
}

export const MARKET: ModelMarket = {
  price: 100n * ONE,
  collateralPrice: 20n * ONE,
  fillBand: 2n * ONE,
  maintenanceBps: 500n,
  initialBps: 1_000n,
  frozen: false,
};

export type HouseContract = Deployed<
  | 'open'
  | 'deposit'
  | 'withdraw'
  | 'transfer'
  | 'trade'
  | 'refresh'
  | 'setViewingKey'
  | 'scheduleLiquidationKey'
  | 'pause'
  | 'listAsset'
  | 'payQueue'
  | 'claim'
  | 'payFromQueue'
  | 'accountOf'
  | 'viewingKeyOf'
  | 'provenEpochOf'
  | 'liquidationKey'
  | 'pausedUntil'
  | 'exitWindow'
  | 'isFilled'
  | 'assetOf'
  | 'ledger'
  | 'queuedAt'
  | 'claimableOf'
>;
export type Token = Deployed<
  'mint' | 'approve' | 'balanceOf' | 'transfer' | 'setFee' | 'setReturnsFalse' | 'setRefused' | 'setBurnsGas' | 'rebase'
>;
export type Model = Deployed<
  | 'setMarket'
  | 'openAs'
  | 'fillOf'
  | 'next'
  | 'settled'
  | 'prove'
  | 'verifyProof'
  | 'stateOf'
  | 'sealedState'
  | 'isTrue'
>;
export type Roots = Deployed<'post' | 'revoke' | 'rootAt' | 'latestEpoch' | 'lastPostedEpoch'>;
export type Router = Deployed<'start' | 'addCircuit' | 'retireCircuit' | 'circuitOf' | 'verify'>;

const PARTS = ['operator', 'governance', 'guardian', 'alice', 'bob', 'carol', 'stranger', 'relay'] as const;
export type Cast = Readonly<Record<(typeof PARTS)[number], Signer>>;

/** In place of the model, another contract that stands in for every circuit. */
export interface HouseOptions {
  readonly verifier?: 'SignalsVerifier';
}

/** Deploys router, roots, model, two tokens (6 and 18 decimals) and the house, which lists them. */
export async function deployHouse({ verifier: instead }: HouseOptions = {}) {
  const chainId = 31337;
  const connection = await connect(chainId);
  const { ethers } = connection;
  const signers = (await ethers.getSigners()) as unknown as readonly Signer[];
  const cast = Object.fromEntries(PARTS.map((part, index) => [part, signers[index]])) as unknown as Cast;
  const operator = await cast.operator.getAddress();
  const model: Model = await deploy(connection, 'HouseModel');
  const roots: Roots = await deploy(connection, 'MarketRoots', [operator, operator, operator, MAX_POST_DELAY]);
  const router: Router = await deploy(connection, 'CircuitRouter', [operator, EXIT_WINDOW]);
  const verifier: BaseContract = instead === undefined ? model : await deploy(connection, instead);
  for (const kind of ['open', 'deposit', 'transition', 'reduce'] as const) {
    await router.addCircuit(CIRCUITS[kind], verifier, STATEMENTS[kind]);
  }
  await router.start();
  const liquidationKey = await publicKey(99n);
  const deployment = {
    router,
    roots,
    maxRootAge: MAX_ROOT_AGE,
    governance: cast.governance,
    guardian: cast.guardian,
    liquidationKeyX: liquidationKey.x,
    liquidationKey: liquidationKey.y,
  };
  const house: HouseContract = await deploy(connection, 'ClearingHouse', [deployment]);

  const tokens = new Map<bigint, Token>();
  const list = async (asset: bigint, token: Token, hourlyCap = HOURLY_CAP): Promise<void> => {
    await (house.connect(cast.governance) as HouseContract).listAsset(asset, token, hourlyCap, CUSTODY_CAP);
    tokens.set(asset, token);
    for (const holder of [cast.alice, cast.bob, cast.carol, cast.stranger]) {
      await token.mint(holder, 10n ** 30n);
      await (token.connect(holder) as Token).approve(house, 2n ** 255n);
    }
  };
  const quote: Token = await deploy(connection, 'HostileToken', [6]);
  const gem: Token = await deploy(connection, 'HostileToken', [18]);
  await list(QUOTE, quote);
  await list(GEM, gem);

  const now = async (): Promise<bigint> => BigInt((await ethers.provider.getBlock('latest'))?.timestamp ?? 0);
  return {
    ...cast,
    connection,
    ethers,
    chainId: BigInt(chainId),
    model,
    roots,
    router,
    house,
    deployment,
    quote,
    gem,
    tokens,
    list,
    now,

    async wait(seconds: bigint): Promise<void> {
      await ethers.provider.send('evm_increaseTime', [Number(seconds)]);
      await ethers.provider.send('evm_mine', []);
    },

    /** Posts the next epoch, priced now. */
    async postEpoch(change: Partial<ModelMarket> = {}): Promise<bigint> {
      const epoch = ((await roots.lastPostedEpoch.staticCall()) as bigint) + 1n;
      await this.wait(60n);
      await roots.post(epoch, rootOf(epoch), await now(), 1n);
      await model.setMarket(rootOf(epoch), { ...MARKET, ...change });
      return epoch;
    },

    /** The newest root in force. */
    async newestRoot(): Promise<bigint> {
      return rootOf((await roots.latestEpoch.staticCall()) as bigint);
    },
  };
}

export const rootOf = (epoch: bigint): bigint => 1_000_000n + epoch;
export type HouseSystem = Awaited<ReturnType<typeof deployHouse>>;
