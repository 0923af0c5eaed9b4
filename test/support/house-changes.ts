/** Makes changes of accounts for the clearing house of `clearing-house.ts`: states, statements, proofs, signatures. */
import { TypedDataEncoder, type ContractTransactionResponse, type Signer } from 'ethers';
import type { Terms } from './house-terms.ts';
import { element, evaluateSeal, lieAbout, flowInto, flowOutOf, TRADE_SIDE } from './house-statements.ts';
import { CIRCUITS, CROSS, publicKey, QUOTE, type HouseContract, type HouseSystem } from './clearing-house.ts';

export interface Change {
  readonly account: string;
  readonly circuit: string;
  readonly newCommitment: bigint;
  readonly proof: readonly bigint[];
  readonly sealedState: readonly bigint[];
}

export interface Side {
  readonly change: Change;
  readonly deadline: bigint;
  readonly signature: string;
}

/** What the owner signs besides the change itself. */
export interface SideTerms extends Terms {
  readonly counterparty: string;
  readonly deadline: bigint;
  /** By default the owner. */
  readonly signer?: Signer;
}

let salt = 1n;

export class Changes {
  readonly system: HouseSystem;
  readonly owners = new Map<string, Signer>();

  constructor(system: HouseSystem) {
    this.system = system;
  }

  as(signer: Signer): HouseContract {
    return this.system.house.connect(signer) as HouseContract;
  }

  async stateOf(account: string): Promise<{ commitment: bigint; sequence: bigint; sinceEpoch: bigint; owner: string }> {
    return (await this.system.house.accountOf.staticCall(account)) as never;
  }

  async open(owner: Signer, account: string, method = CROSS): Promise<ContractTransactionResponse> {
    const { model } = this.system;
    const ownerAddress = await owner.getAddress();
    const commitment = (await model.openAs.staticCall(account, ownerAddress, method)) as bigint;
    await model.openAs(account, ownerAddress, method);
    const proof = await this.prove([commitment, BigInt(account), BigInt(ownerAddress), method, 0n]);
    const key = await publicKey(BigInt(account));
    this.owners.set(account, owner);
    return this.as(owner).open(account, method, key.x, key.y, commitment, CIRCUITS.open, proof);
  }

  /** A proof of the statement; throws when it is false, unless it is to be a lie. */
  async prove(signals: readonly bigint[], lie = false): Promise<bigint[]> {
    if (lie) return lieAbout(signals);
    return [...((await this.system.model.prove.staticCall(signals)) as bigint[])];
  }

  async fill(size: bigint, cost: bigint): Promise<bigint> {
    salt += 1n;
    const fill = (await this.system.model.fillOf.staticCall(size, cost, salt)) as bigint;
    await this.system.model.fillOf(size, cost, salt);
    return fill;
  }

  /** The commitment that the terms lead to. */
  async next(terms: Terms): Promise<bigint> {
    const { model } = this.system;
    const old = terms.oldCommitment ?? (await this.stateOf(terms.account)).commitment;
    salt += 1n;
    const root = terms.root ?? (await this.system.newestRoot());
    const [method, args] = terms.settle
      ? [model.settled, [old, root, salt]]
      : [model.next, [old, terms.fill ?? 0n, terms.side ?? 0n, terms.flow ?? 0n, salt]];
    const commitment = (await method.staticCall(...args)) as bigint;
    await method(...args);
    return commitment;
  }

  /** The signals of the terms, in the order of the circuit. */
  async signals(terms: Terms & { newCommitment: bigint }): Promise<{ signals: bigint[]; words: bigint[] }> {
    const { system } = this;
    const { house, model } = system;
    const state = await this.stateOf(terms.account);
    const commitment = terms.newCommitment;
    const viewingKey = terms.viewingKey ?? ((await house.viewingKeyOf.staticCall(terms.account)) as bigint);
    const liquidationKey = terms.liquidationKey ?? ((await house.liquidationKey.staticCall()) as bigint);
    const sealed = (await model.sealedState.staticCall(commitment, viewingKey, liquidationKey)) as bigint[];
    const words = [...(terms.sealedState ?? sealed)];
    const { point, evaluation } = evaluateSeal({
      chainId: terms.chainId ?? system.chainId,
      house: terms.house ?? (await house.getAddress()),
      account: terms.account,
      sequence: terms.sequence ?? state.sequence + 1n,
      commitment,
      viewingKey,
      liquidationKey,
      words,
    });
    const root = terms.root ?? (await system.newestRoot());
    const { kind = 'transition', level = 0n, fill = 0n, side = 0n, flow = 0n } = terms;
    const own = {
      deposit: [flow],
      transition: [root, level, fill, element(side), flow],
      reduce: [root, fill, element(side)],
    };
    if (kind === 'open') throw new Error('signals: expected a change, got an opening');
    const commitments = [terms.oldCommitment ?? state.commitment, commitment];
    return { signals: [...commitments, ...own[kind], viewingKey, liquidationKey, point, evaluation], words };
  }

  /** A proven change. Throws when its statement is false. */
  async change(terms: Terms): Promise<Change> {
    const newCommitment = terms.newCommitment ?? (await this.next(terms));
    const { signals, words } = await this.signals({ ...terms, newCommitment });
    const circuit = terms.circuit ?? CIRCUITS[terms.kind ?? 'transition'];
    return {
      account: terms.account,
      circuit,
      newCommitment,
      proof: await this.prove(signals, terms.lie),
      sealedState: words,
    };
  }

  receipt(account: string, asset: bigint, amount: bigint, terms: Partial<Terms> = {}): Promise<Change> {
    return this.change({
      account,
      kind: asset === QUOTE ? 'deposit' : 'transition',
      flow: flowInto(asset, amount),
      ...terms,
    });
  }

  payment(account: string, asset: bigint, amount: bigint, terms: Partial<Terms> = {}): Promise<Change> {
    return this.change({ account, level: 1n, flow: flowOutOf(asset, amount), ...terms });
  }

  async deposit(
    account: string,
    amount: bigint,
    { asset = QUOTE, ...terms }: Partial<Terms> & { asset?: bigint } = {},
  ) {
    const change = await this.receipt(account, asset, amount, terms);
    return this.as(this.ownerOf(account)).deposit(change, asset, amount);
  }

  async withdraw(account: string, amount: bigint, { asset = QUOTE, recipient = '' } = {}) {
    const owner = this.ownerOf(account);
    const change = await this.payment(account, asset, amount);
    return this.as(owner).withdraw(change, asset, amount, recipient || (await owner.getAddress()));
  }

  /** One side of a trade, proven and signed. */
  async side(terms: Omit<SideTerms, 'deadline'> & { deadline?: bigint }): Promise<Side> {
    const level = terms.kind === 'reduce' ? 0n : 1n;
    const deadline = terms.deadline ?? (await this.system.now()) + 600n;
    const change = await this.change({ level, ...terms });
    return { change, deadline, signature: await this.sign(change, { ...terms, deadline }) };
  }

  async sign(change: Change, terms: SideTerms): Promise<string> {
    const { domain, value } = await this.typedData(change, terms);
    return (terms.signer ?? this.ownerOf(terms.account)).signTypedData(domain, TRADE_SIDE, value);
  }

  /** What a contract is asked to take for signed. */
  async digest(change: Change, terms: SideTerms): Promise<string> {
    const { domain, value } = await this.typedData(change, terms);
    return TypedDataEncoder.hash(domain, TRADE_SIDE, value);
  }

  private async typedData(change: Change, terms: SideTerms) {
    const state = await this.stateOf(terms.account);
    const verifyingContract = terms.house ?? (await this.system.house.getAddress());
    return {
      domain: { name: 'Plimsoll', version: '1', chainId: terms.chainId ?? this.system.chainId, verifyingContract },
      value: {
        account: terms.account,
        counterparty: terms.counterparty,
        oldCommitment: terms.oldCommitment ?? state.commitment,
        newCommitment: change.newCommitment,
        sequence: terms.sequence ?? state.sequence + 1n,
        fill: terms.fill ?? 0n,
        side: terms.side ?? 0n,
        marketRoot: terms.root ?? (await this.system.newestRoot()),
        deadline: terms.deadline,
      },
    };
  }

  /** Both sides of a fill. */
  async sides(
    [buyer, seller]: readonly [string, string],
    fill: bigint,
    terms: { buyer?: Partial<Terms>; seller?: Partial<Terms> } = {},
  ): Promise<[Side, Side]> {
    return [
      await this.side({ account: buyer, counterparty: seller, fill, side: 1n, ...terms.buyer }),
      await this.side({ account: seller, counterparty: buyer, fill, side: -1n, ...terms.seller }),
    ];
  }

  /** Trades by the relay, which owns no account. */
  async trade(
    pair: readonly [string, string],
    { size, cost, ...terms }: { size: bigint; cost: bigint; buyer?: Partial<Terms>; seller?: Partial<Terms> },
  ) {
    const fill = await this.fill(size, cost);
    const [buyer, seller] = await this.sides(pair, fill, terms);
    return this.as(this.system.relay).trade(buyer, seller, fill);
  }

  private ownerOf(account: string): Signer {
    const owner = this.owners.get(account);
    if (owner === undefined) throw new Error(`account ${account}: expected one that was opened, got another`);
    return owner;
  }
}
