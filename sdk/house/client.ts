/** A typed client of a clearing house over any signer of ethers v6. What the contract refuses is said in words. */
import {
  BrowserProvider,
  Contract,
  encodeBytes32String,
  type ContractTransactionResponse,
  type Eip1193Provider,
  type Signer,
  type TransactionResponse,
} from 'ethers';

import { PlimsollError } from '../../prover/errors.ts';
import { METHODS } from '../../prover/model/account.ts';
import type { CurvePoint } from '../../prover/model/baby-jubjub.ts';
import { CASH_DECIMALS } from '../../prover/model/units.ts';
import { toCalldata } from '../../prover/proof.ts';
import { wordOf } from '../certificate.ts';
import { calling, settle, type Submission } from '../client.ts';
import { TOKEN_ABI } from './abi.ts';
import type { ProvenOpening } from './change.ts';
import type { ProvenChange } from './proven-change.ts';
import { HouseReader } from './reader.ts';
import type { HouseId } from './typed-data.ts';

/** An amount of an asset, in ticks. */
export interface Amount {
  /** 0 for the quote currency, else the slot of collateral. */
  readonly asset: number;
  readonly amount: bigint;
}

/** One party of a trade, as its owner signed it. */
export interface SignedSide {
  readonly change: ProvenChange;
  readonly deadline: bigint;
  readonly signature: string;
}

export interface Trade {
  readonly buyer: SignedSide;
  readonly seller: SignedSide;
  readonly fill: bigint;
}

export interface SendOptions {
  /** Called with the hash of the transaction before it is in a block. */
  readonly onSent?: (transaction: string) => void;
}

/** A change as the contract takes it. */
export const asStruct = ({ account, circuit, newCommitment, proof, sealedState }: ProvenChange) => ({
  account,
  circuit: encodeBytes32String(circuit),
  newCommitment,
  proof: toCalldata(proof),
  sealedState: [...sealedState],
});

/** One party of a trade as the contract takes it. */
export const asSide = ({ change, deadline, signature }: SignedSide) => ({
  change: asStruct(change),
  deadline,
  signature,
});

/** Ticks as the smallest units of a token. @throws USAGE when they are no whole number of them */
export function toUnits(amount: bigint, decimals: number, where = 'amount'): bigint {
  if (decimals >= CASH_DECIMALS) return amount * 10n ** BigInt(decimals - CASH_DECIMALS);
  const unit = 10n ** BigInt(CASH_DECIMALS - decimals);
  if (amount % unit === 0n) return amount / unit;
  throw new PlimsollError('USAGE', `${where}: expected at most ${decimals} decimals, as the token has, got more`);
}

export class ClearingHouseClient extends HouseReader {
  readonly signer: Signer;

  /** @param signer with a provider */
  constructor(id: HouseId, signer: Signer) {
    super(id, signer);
    this.signer = signer;
  }

  /**
   * A client over any wallet or node of EIP-1193.
   *
   * @param address of the account to send from; the wallet's first unless given
   * @throws ENVIRONMENT when the wallet gives none
   */
  static async overWallet(id: HouseId, wallet: Eip1193Provider, address?: string): Promise<ClearingHouseClient> {
    const provider = new BrowserProvider(wallet);
    return new ClearingHouseClient(id, await calling('wallet', () => provider.getSigner(address)));
  }

  /** The address that sends, lower case. */
  async address(): Promise<string> {
    return (await calling('signer', () => this.signer.getAddress())).toLowerCase();
  }

  /** Opens an empty account whose states are sealed to a viewing key. */
  open(opening: ProvenOpening, viewingKey: CurvePoint, options?: SendOptions): Promise<Submission> {
    const { account, method, commitment, circuit, proof } = opening;
    const args = [
      wordOf(account.id),
      METHODS[method],
      viewingKey.x,
      viewingKey.y,
      commitment,
      encodeBytes32String(circuit),
      toCalldata(proof),
    ];
    return this.#send('open', args, options);
  }

  /** Adds tokens of the sender; the house must be allowed to take them, see `allow`. */
  deposit(change: ProvenChange, { asset, amount }: Amount, options?: SendOptions): Promise<Submission> {
    return this.#send('deposit', [asStruct(change), asset, amount], options);
  }

  withdraw(
    change: ProvenChange,
    { asset, amount, recipient }: Amount & { readonly recipient: string },
    options?: SendOptions,
  ): Promise<Submission> {
    return this.#send('withdraw', [asStruct(change), asset, amount, recipient], options);
  }

  /** Moves an amount between two accounts of the sender. */
  transfer(
    { from, to }: { readonly from: ProvenChange; readonly to: ProvenChange },
    { asset, amount }: Amount,
    options?: SendOptions,
  ): Promise<Submission> {
    return this.#send('transfer', [asStruct(from), asStruct(to), asset, amount], options);
  }

  /** Both sides or neither; anybody may send it. */
  trade({ buyer, seller, fill }: Trade, options?: SendOptions): Promise<Submission> {
    return this.#send('trade', [asSide(buyer), asSide(seller), fill], options);
  }

  /** A change that moves nothing in or out: settles a leg of a frozen instrument, or seals the state anew. */
  refresh(change: ProvenChange, options?: SendOptions): Promise<Submission> {
    return this.#send('refresh', [asStruct(change)], options);
  }

  /** Seals the next states of an account to another key. */
  setViewingKey(account: string, { x, y }: CurvePoint, options?: SendOptions): Promise<Submission> {
    return this.#send('setViewingKey', [account, x, y], options);
  }

  /** Announces the next key of the liquidation desks, in force an exit window later; by governance. */
  scheduleLiquidationKey({ x, y }: CurvePoint, options?: SendOptions): Promise<Submission> {
    return this.#send('scheduleLiquidationKey', [x, y], options);
  }

  /** Pays the next withdrawals of an asset, as many as the hourly cap lets out; anybody may send it. */
  payQueue(asset: number, count: bigint, options?: SendOptions): Promise<Submission> {
    return this.#send('payQueue', [asset, count], options);
  }

  /** Sends what was set aside for a recipient. */
  claim(
    asset: number,
    { recipient, to }: { recipient: string; to: string },
    options?: SendOptions,
  ): Promise<Submission> {
    return this.#send('claim', [asset, recipient, to], options);
  }

  /**
   * An amount in the smallest units of its token.
   *
   * @throws INVALID when the asset is not listed; USAGE when the amount has more decimals than the token
   */
  async unitsOf({ asset, amount }: Amount): Promise<bigint> {
    const { decimals } = await this.assetOf(asset);
    return toUnits(amount, Number(decimals));
  }

  /**
   * Lets the house take an amount of the sender's tokens, exactly; undefined when it may take as much already.
   *
   * @throws as `unitsOf`
   */
  async allow(flow: Amount, options: SendOptions = {}): Promise<Submission | undefined> {
    const units = await this.unitsOf(flow);
    const { token } = await this.assetOf(flow.asset);
    const contract = new Contract(token, TOKEN_ABI, this.signer);
    const allowed = await calling(
      'allowance',
      async () => contract.getFunction('allowance').staticCall(await this.address(), this.id.house) as Promise<bigint>,
    );
    if (allowed >= units) return undefined;
    // Some tokens refuse another allowance than 0 while one is left.
    if (allowed > 0n) await settle('approve', () => contract.getFunction('approve').send(this.id.house, 0n));
    return settle('approve', () => contract.getFunction('approve').send(this.id.house, units), options.onSent);
  }

  async #send(method: string, args: readonly unknown[], { onSent }: SendOptions = {}): Promise<Submission> {
    // A change for another chain or house would fail as a proof of another statement.
    await this.provider();
    return settle(
      method,
      (): Promise<TransactionResponse | ContractTransactionResponse> => this.house.getFunction(method).send(...args),
      onSent,
    );
  }
}
