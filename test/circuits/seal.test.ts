import { expect } from 'chai';
import type { Account } from '../../prover/model/account.ts';
import { cash, CASH_RANGE, SCALAR_FIELD, size, SIZE_RANGE, toField } from '../../prover/model/units.ts';
import { instance, wireOf, type Circuit } from '../support/circuit.ts';
import { curveOracle, type CurveOracle, type OraclePoint } from '../support/curve-oracle.ts';
import { randomSecret } from '../support/generate-change.ts';
import { Random, randomAccount, randomTable } from '../support/generate.ts';
import { messageOf, streamOf, valueOf, wordsOf } from '../support/seal-oracle.ts';

const SEED = BigInt(process.env['PLIMSOLL_SEED'] ?? 20200522);
const LAST = SCALAR_FIELD - 1n;

describe(`sealing in circuits (PLIMSOLL_SEED=${SEED})`, () => {
  const random = new Random(SEED);
  const element = (): bigint => toField(randomSecret(random) * randomSecret(random));
  let oracle: CurveOracle;
  before(async () => {
    oracle = await curveOracle();
  });

  it('Keystream is what circomlibjs permutes, block by block, without the first output of each', async () => {
    for (const length of [1, 10, 15, 16, 31]) {
      const circuit = await instance({ include: 'circuits/lib/hash.circom', template: 'Keystream', args: [length] });
      for (const key of [0n, 1n, LAST, element(), element(), element()]) {
        const witness = await circuit.witness({ key });
        const stream = Array.from({ length }, (_, index) => witness[wireOf(circuit, `out[${index}]`)]);
        expect(stream, `${length} elements of ${key}`).to.deep.equal(streamOf(oracle, key, length));
      }
    }
  });

  describe('account/seal', () => {
    interface Sealing {
      readonly account: Account;
      readonly keys: readonly [OraclePoint, OraclePoint];
      readonly point: bigint;
    }
    const table = randomTable(random);
    const some = (capacity: number): Account => {
      const account = randomAccount(random, table, { method: 'cross', style: 'wild' });
      return { ...account, legs: account.legs.slice(0, capacity) };
    };
    const key = (): OraclePoint => oracle.multiply(oracle.base, 1n + randomSecret(random));
    const sealing = (capacity: number, more: Partial<Sealing> = {}): Sealing => ({
      account: some(capacity),
      keys: [key(), key()],
      point: element(),
      ...more,
    });

    /** Expects every word and their value to be those that circomlibjs leads to. */
    async function expectSealed(circuit: Circuit, capacity: number, { account, keys, point }: Sealing): Promise<void> {
      const message = messageOf(account, capacity);
      const witness = await circuit.witness({
        count: BigInt(account.legs.length),
        lossCheckpoint: account.lossCheckpoint,
        cash: toField(account.cash),
        packed: message.slice(1, -1).map(toField),
        blinding: account.blinding,
        keyX: keys.map(([x]) => x),
        key: keys.map(([, y]) => y),
        point,
      });
      const words = wordsOf(oracle, account, { keys, capacity });
      const got = words.map((_, index) => witness[wireOf(circuit, `words[${index}]`)]);
      expect(got).to.deep.equal(words);
      expect(witness[wireOf(circuit, 'evaluation')]).to.equal(valueOf(words, point));
    }

    for (const capacity of [4, 8]) {
      describe(`of ${capacity} legs`, () => {
        let circuit: Circuit;
        before(async () => {
          circuit = await instance({ include: 'circuits/account/seal.circom', template: 'Seal', args: [capacity] });
        });

        it('publishes what the formulas say, written out with circomlibjs, for every number of legs', async () => {
          const counts = new Set<number>();
          while (counts.size <= capacity) {
            const next = sealing(capacity);
            counts.add(next.account.legs.length);
            await expectSealed(circuit, capacity, next);
          }
        });

        it('with every number at either end of its range', async () => {
          for (const [amount, money, checkpoint] of [
            [SIZE_RANGE[0], CASH_RANGE[0], (1n << 64n) - 1n],
            [SIZE_RANGE[1], CASH_RANGE[1], 0n],
            [-1n, -1n, 1n],
          ] as const) {
            const legs = Array.from({ length: capacity }, (_, index) => ({
              instrument: 1023 - capacity + 1 + index,
              size: size(amount),
              cost: cash(money),
            }));
            const account = { ...some(0), lossCheckpoint: checkpoint, cash: cash(money), legs };
            await expectSealed(circuit, capacity, sealing(capacity, { account }));
          }
        });

        it('with blinding and point 0, 1 and the largest', async () => {
          for (const edge of [0n, 1n, LAST]) {
            await expectSealed(circuit, capacity, sealing(capacity, { point: edge }));
            await expectSealed(
              circuit,
              capacity,
              sealing(capacity, { account: { ...some(capacity), blinding: edge } }),
            );
          }
        });

        it('to keys of either sign, of secret 1 and the largest, off the subgroup, and one for both readers', async () => {
          const { base, subgroupOrder, lowOrder } = oracle;
          const [x, y] = key();
          const mine: OraclePoint = [toField(-x), y];
          const torsion = lowOrder[1 + random.index(7)]!;
          for (const keys of [
            [mine, oracle.add(mine, torsion)],
            [base, oracle.multiply(base, subgroupOrder - 1n)],
            [mine, mine],
          ] as const)
            await expectSealed(circuit, capacity, sealing(capacity, { keys }));
        });
      });
    }
  });
});
