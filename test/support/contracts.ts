import type { BaseContract, BaseContractMethod, ContractTransactionResponse, Signer } from 'ethers';
import { encodeBytes32String } from 'ethers';
import { network, tasks } from 'hardhat';
import type { NetworkConnection } from 'hardhat/types/network';
import { STATEMENTS } from '../../sdk/abi.ts';
import { contextOf, type Purpose } from '../../sdk/context.ts';

type Method = BaseContractMethod<unknown[], unknown, ContractTransactionResponse>;
/** A contract of which these functions are called. */
export type Deployed<Name extends string> = BaseContract & { readonly [name in Name]: Method };

export const CIRCUIT = encodeBytes32String('portfolio-8');
export const EXIT_WINDOW = 7n * 86_400n;
export const MAX_ROOT_AGE = 3600n;
export const MAX_POST_DELAY = 600n;
/** Any account id: non-zero and below r. */
export const ACCOUNT = `0x${'0a'.repeat(32)}`;

let built: Promise<unknown> | undefined;

/** A fresh chain with compiled contracts at hand. */
export async function connect(chainId = 31337): Promise<NetworkConnection> {
  built ??= tasks.getTask('build').run({ quiet: true });
  await built;
  return network.create({ override: { chainId } });
}

/** Deploys a contract of the repository. */
export async function deploy<Name extends string>(
  connection: NetworkConnection,
  name: string,
  args: readonly unknown[] = [],
): Promise<Deployed<Name>> {
  return (await connection.ethers.deployContract(name, [...args])) as unknown as Deployed<Name>;
}

/** The same contract, called by another. */
export function as<Contract extends BaseContract>(contract: Contract, signer: Signer): Contract {
  return contract.connect(signer) as Contract;
}

export type Registry = Deployed<
  'certify' | 'proveInsolvent' | 'isSolvent' | 'isLiquidatable' | 'certificateOf' | 'gateOf' | 'contextOf'
>;

/** What a margin proof states, as it stands on chain. */
export interface Statement {
  readonly commitment: bigint;
  readonly marketRoot: bigint;
  readonly thresholdBps: bigint;
  readonly minExcess: bigint;
  readonly solvent: boolean;
  readonly context: bigint;
}

/** In the order of the circuit's public signals. */
export function signalsOf(statement: Statement): bigint[] {
  const { commitment, marketRoot, thresholdBps, minExcess, solvent, context } = statement;
  return [commitment, marketRoot, thresholdBps, minExcess, solvent ? 1n : 0n, context];
}

/** Who proves what about which state; everything has the value that the registry would use now, unless given. */
export interface ProofRequest {
  readonly account?: string;
  readonly sequence?: bigint;
  readonly epoch?: bigint;
  readonly caller?: string;
  readonly purpose?: Purpose;
  readonly ratioBps?: bigint;
  readonly excess?: bigint;
  readonly registry?: string;
  readonly chainId?: bigint;
}

/** A router to a verifier of the margin circuit, owned by the venue; not yet started. */
export async function deployRouter(connection: NetworkConnection, verifier: Deployed<'verifyProof'>) {
  const [venue] = await connection.ethers.getSigners();
  const router = await deploy<'start' | 'addCircuit' | 'retireCircuit' | 'circuitOf' | 'verify' | 'started'>(
    connection,
    'CircuitRouter',
    [venue, EXIT_WINDOW],
  );
  await router.addCircuit(CIRCUIT, verifier, STATEMENTS.margin);
  return router;
}

/** A registry with its venue, market, router and a verifier that proves true statements only. */
export async function deploySystem(chainId = 31337) {
  const connection = await connect(chainId);
  const { ethers } = connection;
  const [venue, trader, liquidator, stranger, guardian] = (await ethers.getSigners()) as unknown as [
    Signer,
    Signer,
    Signer,
    Signer,
    Signer,
  ];
  const operator = await venue.getAddress();
  const roots = await deploy<'post' | 'revoke' | 'rootAt' | 'latestEpoch' | 'lastPostedEpoch'>(
    connection,
    'MarketRoots',
    [operator, operator, await guardian.getAddress(), MAX_POST_DELAY],
  );
  const accounts = await deploy<'register' | 'postCommitment' | 'accountOf' | 'accountWith'>(
    connection,
    'AttestedAccounts',
    [operator, roots],
  );
  const verifier = await deploy<'setMargin' | 'prove' | 'verifyProof'>(connection, 'RuleVerifier');
  const router = await deployRouter(connection, verifier);
  await router.start();
  const registry: Registry = await deploy(connection, 'SolvencyRegistry', [accounts, roots, router, MAX_ROOT_AGE]);

  const now = async (): Promise<bigint> => BigInt((await ethers.provider.getBlock('latest'))?.timestamp ?? 0);
  const rootOf = (epoch: bigint): bigint => 1_000_000n + epoch;
  const commitmentOf = (account: string, sequence: bigint): bigint => (BigInt(account) >> 8n) + sequence;

  return {
    connection,
    ethers,
    venue,
    trader,
    liquidator,
    stranger,
    guardian,
    accounts,
    roots,
    router,
    verifier,
    registry,
    now,
    rootOf,
    commitmentOf,

    async wait(seconds: bigint): Promise<void> {
      await ethers.provider.send('evm_increaseTime', [Number(seconds)]);
      await ethers.provider.send('evm_mine', []);
    },

    /** Mines a block at this time, unix seconds. */
    async at(seconds: bigint): Promise<void> {
      await ethers.provider.send('evm_setNextBlockTimestamp', [Number(seconds)]);
      await ethers.provider.send('evm_mine', []);
    },

    async openAccount(account = ACCOUNT): Promise<void> {
      await accounts.register(account, await trader.getAddress());
      await accounts.postCommitment(account, 1n, commitmentOf(account, 1n));
    },

    /** Posts the next epoch, priced now, at which each account has this ratio and excess. */
    async postEpoch(margin: {
      ratioBps: bigint;
      excess?: bigint;
      account?: string;
      parameterVersion?: bigint;
    }): Promise<bigint> {
      const epoch = ((await roots.lastPostedEpoch.staticCall()) as bigint) + 1n;
      await ethers.provider.send('evm_increaseTime', [60]);
      await ethers.provider.send('evm_mine', []);
      await roots.post(epoch, rootOf(epoch), await now(), margin.parameterVersion ?? 1n);
      const account = margin.account ?? ACCOUNT;
      for (const sequence of [1n, 2n]) {
        await verifier.setMargin(commitmentOf(account, sequence), rootOf(epoch), margin.ratioBps, margin.excess ?? 0n);
      }
      return epoch;
    },

    /** A proof of the statement; throws when it is false. */
    async prove(request: ProofRequest = {}): Promise<bigint[]> {
      const {
        account = ACCOUNT,
        sequence = 1n,
        epoch = 1n,
        purpose = 'certify',
        ratioBps = 10_000n,
        excess = 0n,
      } = request;
      const context = contextOf({
        chainId: request.chainId ?? BigInt(chainId),
        registry: request.registry ?? (await registry.getAddress()),
        account,
        sequence,
        caller: request.caller ?? (await (purpose === 'certify' ? trader : liquidator).getAddress()),
        purpose,
        parameterVersion: 1n,
      });
      const signals = signalsOf({
        commitment: commitmentOf(account, sequence),
        marketRoot: rootOf(epoch),
        thresholdBps: ratioBps,
        minExcess: excess,
        solvent: purpose === 'certify',
        context,
      });
      return [...((await verifier.prove.staticCall(signals)) as bigint[])];
    },

    /** Proves and certifies, as the trader. */
    async certify(request: ProofRequest = {}): Promise<void> {
      const { account = ACCOUNT, epoch = 1n, ratioBps = 10_000n, excess = 0n } = request;
      await as(registry, trader).certify(account, CIRCUIT, epoch, ratioBps, excess, await this.prove(request));
    },

    /** Proves the account insolvent, as the liquidator. */
    async proveInsolvent(request: ProofRequest = {}): Promise<void> {
      const { account = ACCOUNT, epoch = 1n } = request;
      const proof = await this.prove({ ...request, purpose: 'insolvency' });
      await as(registry, liquidator).proveInsolvent(account, CIRCUIT, epoch, proof);
    },

    async isSolvent({
      account = ACCOUNT,
      ratioBps = 10_000n,
      excess = 0n,
      maxAge = MAX_ROOT_AGE,
    } = {}): Promise<boolean> {
      return (await registry.isSolvent.staticCall(account, ratioBps, excess, maxAge)) as boolean;
    },

    async isLiquidatable({ account = ACCOUNT, maxAge = MAX_ROOT_AGE } = {}): Promise<boolean> {
      return (await registry.isLiquidatable.staticCall(account, maxAge)) as boolean;
    },
  };
}

export type System = Awaited<ReturnType<typeof deploySystem>>;
