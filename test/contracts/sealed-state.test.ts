import { expect } from 'chai';
import fc from 'fast-check';
import { evaluate } from '../../prover/model/seal.ts';
import { SCALAR_FIELD } from '../../prover/model/units.ts';
import { CHANGE_SIGNALS } from '../../prover/witness/change.ts';
import { sealPoint, type SealSubject } from '../../sdk/house/seal-point.ts';
import type { OpenAccount } from '../../sdk/house/home/ledger.ts';
import { ONE } from '../support/clearing-house.ts';
import { connect, deploy, type Deployed } from '../support/contracts.ts';
import { rejection } from '../support/errors.ts';
import { evaluateSeal } from '../support/house-statements.ts';
import { ProcessHouse, type HolderProcess } from '../support/house-process.ts';

const SEED = Number(process.env['PLIMSOLL_SEED'] ?? 20200312);
const LAST = SCALAR_FIELD - 1n;
const MOST_WORDS = 16;

/** Of a field element, often at an edge. */
const element = fc.oneof(fc.constantFrom(0n, 1n, 2n, LAST - 1n, LAST), fc.bigInt(0n, LAST));
const words = fc.array(element, { minLength: 1, maxLength: MOST_WORDS }).filter((drawn) => drawn.at(-1) !== 0n);
const word = fc.oneof(fc.constantFrom(0n, 2n ** 256n - 1n), fc.bigInt(0n, 2n ** 256n - 1n));
const subjects = fc.record({
  account: word.map((value) => `0x${value.toString(16).padStart(64, '0')}`),
  sequence: fc.oneof(fc.constantFrom(0n, 1n, 2n ** 64n - 1n), fc.bigInt(0n, 2n ** 64n - 1n)),
  commitment: word,
  viewingKey: word,
  liquidationKey: word,
});

describe(`binding of a sealed state, by contract and SDK (PLIMSOLL_SEED=${SEED})`, () => {
  let harness: Deployed<'evaluate' | 'deposit' | 'transition' | 'reduce'>;
  let address: string;
  before(async () => {
    harness = await deploy(await connect(), 'SealHarness');
    address = await harness.getAddress();
  });

  type Subject = Omit<SealSubject, 'id'>;
  const onChain = async (subject: Subject, of: readonly bigint[]): Promise<[bigint, bigint]> => {
    const [point, evaluation] = (await harness.evaluate.staticCall(subject, of)) as [bigint, bigint];
    return [point, evaluation];
  };
  const inSdk = (subject: Subject, of: readonly bigint[]): [bigint, bigint] => {
    const point = sealPoint({ ...subject, id: { chainId: 31337n, house: address } }, of);
    return [point, evaluate(of, point)];
  };
  const SUBJECT: Subject = {
    account: `0x${'0a'.repeat(32)}`,
    sequence: 7n,
    commitment: LAST,
    viewingKey: 3n,
    liquidationKey: 5n,
  };

  it('point and value are the same in both, over random words and words at either end of the field', async () => {
    await fc.assert(
      fc.asyncProperty(subjects, words, async (subject, of) => {
        const expected = inSdk(subject, of);
        expect(await onChain(subject, of)).to.deep.equal(expected);
        const { point, evaluation } = evaluateSeal({ ...subject, chainId: 31337n, house: address, words: of });
        expect(expected).to.deep.equal([point, evaluation]);
      }),
      { seed: SEED, numRuns: 200 },
    );
    for (const edge of [1n, LAST])
      for (const length of [1, 2, 9, 13, 100]) {
        const of = new Array<bigint>(length).fill(edge);
        expect(await onChain(SUBJECT, of)).to.deep.equal(inSdk(SUBJECT, of));
      }
  });

  it('a word that is not below r is refused by its place, wherever it stands', async () => {
    const honest = Array.from({ length: 13 }, (_, index) => LAST - BigInt(index));
    for (const index of honest.keys())
      for (const beyond of [SCALAR_FIELD, SCALAR_FIELD + 1n, 2n * SCALAR_FIELD, 2n ** 256n - 1n])
        await expect(harness.evaluate.staticCall(SUBJECT, honest.with(index, beyond)))
          .to.be.revertedWithCustomError(harness, 'SealedWordNotInField')
          .withArgs(index, beyond);
    for (const none of [[], [0n], [5n, 0n]])
      await expect(harness.evaluate.staticCall(SUBJECT, none))
        .to.be.revertedWithCustomError(harness, 'SealedStateEndsInZero')
        .withArgs(none.length);
  });

  it('signals of each statement stand in the order of its circuit', async () => {
    const values = {
      oldCommitment: 11n,
      newCommitment: 12n,
      marketRoot: 13n,
      level: 1n,
      fill: 15n,
      flow: 17n,
      viewingKey: 18n,
      liquidationKey: 19n,
      point: 20n,
      evaluation: 21n,
    };
    for (const side of [-1n, 0n, 1n])
      for (const kind of ['deposit', 'transition', 'reduce'] as const) {
        const named = { ...values, side: side < 0n ? LAST : side };
        const signals = (await harness[kind].staticCall({ ...values, side })) as bigint[];
        expect([...signals], kind).to.deep.equal(CHANGE_SIGNALS[kind].map((name) => named[name]));
      }
  });
});

describe('sealed state that the SDK made, at the house', function () {
  this.timeout(60_000);
  let house: ProcessHouse;
  let process: HolderProcess;
  let account: OpenAccount;
  const FLOW = { asset: 0, amount: ONE };

  before(async () => {
    house = await ProcessHouse.deploy();
    process = await house.process();
    await process.holder.open('cross');
    account = await process.holder.account();
  });
  after(() => house.close());

  it('is taken as it is, and not with one word changed, swapped, missing or added, or sealed for another state', async () => {
    const { holder } = process;
    const change = { kind: 'flow', ...FLOW } as const;
    const { proven } = await holder.make(account, change, { statement: 'deposit' }, {});
    const { sealedState } = proven;
    const other = (await holder.make(account, change, { statement: 'deposit' }, {})).proven.sealedState;
    expect(sealedState).to.have.length(13);
    const altered = [...sealedState.keys()].flatMap((index) => {
      const [before, after] = [sealedState.slice(0, index), sealedState.slice(index + 1)];
      const one = sealedState[index] ?? 0n;
      return [
        [...before, one === LAST ? 1n : one + 1n, ...after],
        [...before, other[index] ?? 0n, ...after],
        [...before, ...after],
        [...before, 1n, one, ...after],
        [...before, one, one, ...after],
        ...(index > 0 ? [[...before.slice(0, -1), one, before.at(-1) ?? 0n, ...after]] : []),
      ];
    });
    for (const words of [...altered, other, [...sealedState, 1n], sealedState.toReversed()])
      await rejection(holder.client.deposit({ ...proven, sealedState: words }, FLOW), 'INVALID', /got ProofRejected/);
    await holder.client.deposit(proven, FLOW);
    expect((await holder.client.accountOf(account.id)).commitment).to.equal(proven.newCommitment);
  });
});
