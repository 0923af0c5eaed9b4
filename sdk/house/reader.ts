/** What a node says of a clearing house, its market roots and its tokens. */
import { Contract, type BlockTag, type ContractRunner, type Log, type LogDescription, type Provider } from 'ethers';

import { PlimsollError } from '../../prover/errors.ts';
import { calling } from '../client.ts';
import { CONTRACT_SIGNATURE_ABI, CONTRACT_SIGNATURE_IS_VALID, HOUSE_ABI, ROOTS_ABI, TOKEN_ABI } from './abi.ts';
import type { Destination } from './change.ts';
import type { Deployment } from './deployment.ts';
import { walkLogs } from './logs.ts';
import { signerOf, type HouseId } from './typed-data.ts';
import type { AccountState, HouseView } from './view.ts';

/** What the house holds of an asset; amounts in ticks. */
export interface AssetState {
  readonly token: string;
  readonly decimals: bigint;
  /** Positions of the next withdrawal to be paid, and of the next to be queued. */
  readonly queueHead: bigint;
  readonly queueTail: bigint;
  /** All that the house owes, and the part of it that is withdrawn already. */
  readonly ledger: bigint;
  readonly pending: bigint;
  readonly custodyCap: bigint;
  readonly hourlyCap: bigint;
  /** Paid out at once now. */
  readonly available: bigint;
}

/** What a transaction did about a withdrawal. */
export interface Payout {
  /** What was set aside waits for `claim`. */
  readonly outcome: 'paid' | 'queued' | 'set aside';
  /** Address, lower case. */
  readonly recipient: string;
  /** Ticks. */
  readonly amount: bigint;
  /** In the queue. */
  readonly position?: bigint;
}

const OUTCOMES: Readonly<Record<string, Payout['outcome']>> = {
  WithdrawalPaid: 'paid',
  WithdrawalQueued: 'queued',
  WithdrawalSetAside: 'set aside',
};

/** A key of the liquidation desks, and unix seconds from which states are sealed to it. */
export interface ScheduledKey {
  readonly key: bigint;
  readonly activeFrom: bigint;
}

export interface MarketRootState {
  readonly epoch: bigint;
  readonly root: bigint;
  /** Unix seconds of the prices. */
  readonly time: bigint;
}

/** In place of the epoch of an account that has had cash only: it cannot be insolvent at any prices. */
export const CASH_ONLY = 2n ** 48n - 1n;

export class HouseReader implements HouseView {
  readonly id: HouseId;
  protected readonly runner: ContractRunner;
  protected readonly house: Contract;

  /** @param runner a provider, or a signer with one */
  constructor(id: HouseId, runner: ContractRunner) {
    // Whatever names the house elsewhere is in lower case too, and is compared with it.
    this.id = { ...id, house: id.house.toLowerCase() };
    this.runner = runner;
    this.house = new Contract(id.house, HOUSE_ABI, runner);
  }

  /** @throws USAGE when there is none; ENVIRONMENT when it does not answer, or is of another chain */
  async provider(): Promise<Provider> {
    const provider = this.runner.provider;
    if (provider === null)
      throw new PlimsollError('USAGE', 'house: expected a signer or provider of a node, got one without');
    const { chainId } = await calling('chain', () => provider.getNetwork());
    if (chainId === this.id.chainId) return provider;
    throw new PlimsollError('ENVIRONMENT', `chain: expected chain ${this.id.chainId}, got chain ${chainId}`);
  }

  async time(): Promise<bigint> {
    const provider = await this.provider();
    // A chain that makes no block while nobody sends keeps the time of its newest one.
    const block = await calling(
      'chain',
      async () => (await provider.getBlock('pending').catch(() => null)) ?? provider.getBlock('latest'),
    );
    if (block === null) throw new PlimsollError('ENVIRONMENT', 'chain: expected a newest block, got none');
    return BigInt(block.timestamp);
  }

  /** @param block the newest unless given */
  async accountOf(account: string, block: BlockTag = 'latest'): Promise<AccountState> {
    const state = await this.read<AccountState>('accountOf', [account, { blockTag: block }]);
    return { owner: state.owner.toLowerCase(), commitment: state.commitment, sequence: state.sequence };
  }

  /**
   * Looks for the block of a deployment: a local chain that was started anew has the same number and other accounts.
   *
   * @throws ENVIRONMENT when it is not there
   */
  async expectDeployment({ fromBlock, fromBlockHash }: Deployment): Promise<void> {
    const provider = await this.provider();
    const block = await calling('chain', () => provider.getBlock(fromBlock));
    if (block?.hash === fromBlockHash) return;
    const expected = `that of the deployment, whose block ${fromBlock} is ${fromBlockHash}`;
    throw new PlimsollError('ENVIRONMENT', `chain: expected ${expected}, got another with ${block?.hash ?? 'none'}`);
  }

  /** The viewing key of an account, 0 for an unknown one. */
  viewingKeyOf(account: string): Promise<bigint> {
    return this.read('viewingKeyOf', [account]);
  }

  liquidationKey(): Promise<bigint> {
    return this.read('liquidationKey', []);
  }

  /** The liquidation key that was announced last, in force or not yet. @param fromBlock of the house's deployment */
  async announcedLiquidationKey(fromBlock: number): Promise<ScheduledKey> {
    const provider = await this.provider();
    const topics = [this.house.interface.getEvent('LiquidationKeyScheduled')?.topicHash ?? null];
    const toBlock = await calling('chain', () => provider.getBlockNumber());
    let last: LogDescription | undefined;
    for await (const log of walkLogs(provider, { address: this.id.house, topics, fromBlock, toBlock }))
      last = this.#eventOf(log) ?? last;
    if (last === undefined) throw new PlimsollError('ENVIRONMENT', 'chain: expected a liquidation key, got none');
    return { key: last.args['liquidationKey'] as bigint, activeFrom: last.args['activeFrom'] as bigint };
  }

  /** Where the next change of an account goes. */
  async destinationOf(account: string): Promise<Destination> {
    const [viewingKey, liquidationKey] = await Promise.all([this.viewingKeyOf(account), this.liquidationKey()]);
    return { id: this.id, viewingKey, liquidationKey };
  }

  /** Epoch at which the account was last proven; `CASH_ONLY` while it has had cash only. */
  provenEpochOf(account: string): Promise<bigint> {
    return this.read('provenEpochOf', [account]);
  }

  isFilled(fill: bigint): Promise<boolean> {
    return this.read('isFilled', [fill]);
  }

  /** @throws INVALID when the asset is not listed */
  async assetOf(asset: number): Promise<AssetState> {
    const { token, decimals, queueHead, queueTail, ledger, pending, custodyCap, hourlyCap, available } =
      await this.read<AssetState>('assetOf', [asset]);
    if (BigInt(token) === 0n) throw new PlimsollError('INVALID', `asset: expected a listed one, got ${asset}`);
    return { token, decimals, queueHead, queueTail, ledger, pending, custodyCap, hourlyCap, available };
  }

  /** What a transaction did about withdrawals, in its order. */
  async payoutsOf(transaction: string): Promise<Payout[]> {
    const provider = await this.provider();
    const receipt = await calling('transaction', () => provider.getTransactionReceipt(transaction));
    return (receipt?.logs ?? []).flatMap((log) => {
      const event = this.#eventOf(log);
      const outcome = event && OUTCOMES[event.name];
      if (event === undefined || outcome === undefined) return [];
      const { recipient, amount, position } = event.args.toObject() as Omit<Payout, 'outcome'>;
      const payout = { outcome, recipient: recipient.toLowerCase(), amount };
      return [position === undefined ? payout : { ...payout, position }];
    });
  }

  /** How many of the next withdrawals of an asset `payQueue` would pay or set aside now. */
  payableOf(asset: number, count: bigint): Promise<bigint> {
    return this.read('payQueue', [asset, count]);
  }

  /** The withdrawal at a position of an asset's queue; amount 0 once it is gone. */
  async queuedAt(asset: number, position: bigint): Promise<{ readonly recipient: string; readonly amount: bigint }> {
    const { recipient, amount } = await this.read<{ recipient: string; amount: bigint }>('queuedAt', [asset, position]);
    return { recipient, amount };
  }

  /** Ticks that were set aside because they could not be paid. */
  claimableOf(asset: number, recipient: string): Promise<bigint> {
    return this.read('claimableOf', [asset, recipient]);
  }

  /** Unix seconds; 0 before the first pause. */
  pausedUntil(): Promise<bigint> {
    return this.read('pausedUntil', []);
  }

  /** Seconds. */
  maxRootAge(): Promise<bigint> {
    return this.read('maxRootAge', []);
  }

  /** Root 0 and epoch 0 when none is in force. */
  async latestRoot(): Promise<MarketRootState> {
    const roots = new Contract(await this.read<string>('roots', []), ROOTS_ABI, this.runner);
    const call = <Result>(name: string, args: readonly unknown[]): Promise<Result> =>
      calling(name, () => roots.getFunction(name).staticCall(...args) as Promise<Result>);
    const epoch = await call<bigint>('latestEpoch', []);
    const { root, time } = await call<MarketRootState>('rootAt', [epoch]);
    return { epoch, root, time };
  }

  async isSigned(owner: string, digest: string, signature: string): Promise<boolean> {
    const provider = await this.provider();
    if ((await calling('owner', () => provider.getCode(owner))) === '0x') return signerOf(digest, signature) === owner;
    const contract = new Contract(owner, CONTRACT_SIGNATURE_ABI, provider);
    try {
      return (
        (await contract.getFunction('isValidSignature').staticCall(digest, signature)) === CONTRACT_SIGNATURE_IS_VALID
      );
    } catch {
      return false;
    }
  }

  /** Whether a transaction is known to the node and in no block yet. */
  async isWaiting(transaction: string): Promise<boolean> {
    const provider = await this.provider();
    const found = await calling('transaction', () => provider.getTransaction(transaction));
    return found !== null && found.blockNumber === null;
  }

  /** What an address holds of an asset's token, in its smallest units. */
  async balanceOf(asset: number, holder: string): Promise<bigint> {
    const { token } = await this.assetOf(asset);
    const contract = new Contract(token, TOKEN_ABI, this.runner);
    return calling('balanceOf', () => contract.getFunction('balanceOf').staticCall(holder) as Promise<bigint>);
  }

  /** An event of the house; undefined for what another contract logged. */
  #eventOf(log: Log): LogDescription | undefined {
    if (log.address.toLowerCase() !== this.id.house) return undefined;
    return this.house.interface.parseLog(log) ?? undefined;
  }

  protected read<Result>(method: string, args: readonly unknown[]): Promise<Result> {
    return calling(method, () => this.house.getFunction(method).staticCall(...args) as Promise<Result>);
  }
}
