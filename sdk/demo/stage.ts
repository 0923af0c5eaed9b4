/** The contracts of the demonstration on a local chain, and who plays which part. */
import { encodeBytes32String, type BaseContract, type Contract, type Signer } from 'ethers';

import { commitmentOf, type Account } from '../../prover/model/account.ts';
import type { Market } from '../../prover/model/tree.ts';
import { toCalldata } from '../../prover/proof.ts';
import { wordOf, type Certificate } from '../certificate.ts';
import { RegistryClient, settle, type Submission } from '../client.ts';
import type { Purpose } from '../context.ts';
import { deployContract, deployStack, type Stack } from '../deploy.ts';
import type { LocalChain } from './chain.ts';

/** Terms of the credit line: an account at 150% with an excess of 10,000, by prices of the last hour. */
export const CREDIT_BAND = { minRatioBps: 15_000n, minExcess: 10_000n * 10n ** 8n, maxAge: 3600n } as const;
/** The token has six decimals. */
export const TOKEN = 10n ** 6n;
export const CREDIT_LINE = 10_000n * TOKEN;

export interface Stage {
  readonly stack: Stack;
  readonly registry: string;
  readonly chainId: bigint;
  readonly trader: string;
  readonly liquidator: string;
  /** The registry as the trader, or the liquidator, talks to it. */
  readonly asTrader: RegistryClient;
  readonly asLiquidator: RegistryClient;
  /** The venue registers the account and attests its first commitment. */
  attest(account: Account): Promise<Submission>;
  /** The publisher posts the market's root. */
  post(market: Market): Promise<Submission>;
  /** Sends a proof as something it may not be, past the client that would refuse: what an attacker would do. */
  force(certificate: Certificate, disguise: Disguise): Promise<Submission>;
  /** The trader borrows. */
  borrow(account: Account, amount: bigint): Promise<Submission>;
}

/** What a proof is passed off as, and by whom. */
export interface Disguise {
  readonly by: 'trader' | 'liquidator';
  readonly purpose: Purpose;
  /** By default those of the proof. */
  readonly epoch?: number;
  readonly ratioBps?: bigint;
}

/** One signer of the local chain for each part. */
async function cast(
  chain: LocalChain,
): Promise<Readonly<Record<'deployer' | 'venue' | 'publisher' | 'trader' | 'liquidator' | 'lender', Signer>>> {
  const [deployer, venue, publisher, trader, liquidator, lender] = await Promise.all([
    chain.signer(0),
    chain.signer(1),
    chain.signer(2),
    chain.signer(3),
    chain.signer(4),
    chain.signer(5),
  ]);
  return { deployer, venue, publisher, trader, liquidator, lender };
}

const as = (contract: Contract, signer: Signer): BaseContract => contract.connect(signer);

/** A credit line with money in it. */
async function openCreditLine(registry: string, deployer: Signer, lender: Signer): Promise<Contract> {
  const token = await deployContract(deployer, 'examples/DemoDollar');
  const asset = await token.getAddress();
  const { minRatioBps, minExcess, maxAge } = CREDIT_BAND;
  const line = await deployContract(deployer, 'examples/CreditLine', {
    args: [registry, { minRatioBps, minExcess, maxAge }, asset, CREDIT_LINE, await lender.getAddress()],
  });
  await settle('mint', () => token.getFunction('mint').send(line, 10n * CREDIT_LINE));
  return line;
}

/** Deploys everything. @throws as `deployStack` */
export async function setStage(chain: LocalChain, circuits: readonly string[]): Promise<Stage> {
  const { deployer, venue, publisher, trader, liquidator, lender } = await cast(chain);
  const stack = await deployStack({
    deployer,
    venue: await venue.getAddress(),
    publisher: await publisher.getAddress(),
    guardian: await deployer.getAddress(),
    circuits,
    maxPostDelay: 600n,
    maxRootAge: 3600n,
    exitWindow: 7n * 86_400n,
  });
  const registry = await stack.registry.getAddress();
  const line = await openCreditLine(registry, deployer, lender);
  const { chainId } = await chain.provider.getNetwork();
  return {
    stack,
    registry,
    chainId,
    trader: await trader.getAddress(),
    liquidator: await liquidator.getAddress(),
    asTrader: new RegistryClient(registry, trader),
    asLiquidator: new RegistryClient(registry, liquidator),
    attest: async (account) => {
      const accounts = as(stack.accounts, venue);
      const owner = await trader.getAddress();
      await settle('register', () => accounts.getFunction('register').send(wordOf(account.id), owner));
      return settle('postCommitment', () =>
        accounts.getFunction('postCommitment').send(wordOf(account.id), account.sequence, commitmentOf(account)),
      );
    },
    post: async ({ root, table }) => {
      const roots = as(stack.roots, publisher);
      return settle('post', () =>
        roots.getFunction('post').send(table.epoch, root, table.time, table.parameters.version),
      );
    },
    force: (
      { circuit, context, statement, market, proof },
      { by, purpose, epoch = market.epoch, ratioBps = statement.thresholdBps },
    ) => {
      const contract = as(stack.registry, by === 'trader' ? trader : liquidator);
      const circuitId = encodeBytes32String(circuit);
      return settle(purpose, () =>
        purpose === 'certify'
          ? contract
              .getFunction('certify')
              .send(context.account, circuitId, epoch, ratioBps, statement.minExcess, toCalldata(proof))
          : contract.getFunction('proveInsolvent').send(context.account, circuitId, epoch, toCalldata(proof)),
      );
    },
    borrow: async (account, amount) =>
      settle('draw', () => as(line, trader).getFunction('draw').send(wordOf(account.id), amount)),
  };
}
