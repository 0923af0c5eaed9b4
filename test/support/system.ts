/** The whole product on a chain inside the test: real keys, real proofs, the real contracts. */
import { encodeBytes32String, type Signer } from 'ethers';
import { commitmentOf, type Account } from '../../prover/model/account.ts';
import type { Claim } from '../../prover/model/margin.ts';
import type { Market } from '../../prover/model/tree.ts';
import { circuitFor } from '../../prover/witness/circuits.ts';
import { wordOf, type Certificate } from '../../sdk/certificate.ts';
import { RegistryClient, settle, type Submission } from '../../sdk/client.ts';
import { buildContracts, startLocalChain, type LocalChain } from '../../sdk/demo/chain.ts';
import { deployStack, type Stack } from '../../sdk/deploy.ts';
import { MarginProver } from '../../sdk/prove.ts';

export interface WholeSystem {
  readonly chain: LocalChain;
  readonly stack: Stack;
  readonly registry: string;
  readonly trader: Signer;
  readonly liquidator: Signer;
  /** Name of the first circuit as the router knows it. */
  readonly circuit: string;
  client(signer: Signer): RegistryClient;
  /** Registers the account with the trader as its owner, and attests its commitment. */
  attest(account: Account): Promise<void>;
  /** Posts the root as the next epoch, with the clock at the time of its prices. */
  post(market: Market): Promise<void>;
  /** A certificate for one who submits it here, by the circuit of the account. */
  certificate(request: {
    account: Account;
    market: Market;
    claim: Claim;
    side: 'solvent' | 'insolvent';
    caller: Signer;
  }): Promise<Certificate>;
  close(): Promise<void>;
}

/**
 * @param time clock of the chain, unix seconds
 * @param circuits by default `portfolio-8` alone
 */
export async function startSystem(time: number, ...circuits: readonly string[]): Promise<WholeSystem> {
  const names = circuits.length === 0 ? ['portfolio-8'] : circuits;
  await buildContracts();
  const chain = await startLocalChain(time);
  const [deployer, trader, liquidator] = (await Promise.all([0, 1, 2].map((index) => chain.signer(index)))) as [
    Signer,
    Signer,
    Signer,
  ];
  const operator = await deployer.getAddress();
  const stack = await deployStack({
    deployer,
    venue: operator,
    publisher: operator,
    guardian: operator,
    circuits: names,
    maxPostDelay: 3600n,
    maxRootAge: 3600n,
    exitWindow: 7n * 86_400n,
  });
  const registry = await stack.registry.getAddress();
  const provers = await Promise.all(names.map((name) => MarginProver.open(name)));
  const proverFor = (account: Account, market: Market): MarginProver => {
    const wanted = circuitFor(account, market);
    const prover = provers.find(({ circuit }) => circuit === wanted);
    if (prover === undefined) throw new Error(`system: expected one of ${names.join(', ')}, got ${wanted}`);
    return prover;
  };
  const send = (contract: keyof Stack, method: string, args: readonly unknown[]): Promise<Submission> =>
    settle(method, () => stack[contract].getFunction(method).send(...args));
  return {
    chain,
    stack,
    registry,
    trader,
    liquidator,
    circuit: encodeBytes32String(names[0] ?? ''),
    client: (signer) => new RegistryClient(registry, signer),
    attest: async (account) => {
      const id = wordOf(account.id);
      if (account.sequence === 1n) await send('accounts', 'register', [id, await trader.getAddress()]);
      await send('accounts', 'postCommitment', [id, account.sequence, commitmentOf(account)]);
    },
    post: async ({ root, table }) => {
      await chain.setTime(table.time);
      await send('roots', 'post', [table.epoch, root, table.time, table.parameters.version]);
    },
    certificate: async ({ caller, ...request }) =>
      proverFor(request.account, request.market).prove({
        ...request,
        addressee: { chainId: 31337n, registry, caller: await caller.getAddress() },
      }),
    close: async () => {
      await Promise.all(provers.map((prover) => prover.close()));
      await chain.close();
    },
  };
}
