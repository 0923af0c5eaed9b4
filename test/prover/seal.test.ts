import { expect } from 'chai';
import { commitmentOf, emptyAccount, packLeg, unpackLeg, type Account } from '../../prover/model/account.ts';
import { multiplyBase, multiplyCleared, publicKeyOf, SUBGROUP_ORDER } from '../../prover/model/baby-jubjub.ts';
import { hash, keystream, TAG } from '../../prover/model/poseidon.ts';
import { evaluate, openSealed, READERS, sealedLength, sealState, type Reader } from '../../prover/model/seal.ts';
import { cash, CASH_RANGE, SCALAR_FIELD, size, SIZE_RANGE } from '../../prover/model/units.ts';
import { curveOracle, type CurveOracle } from '../support/curve-oracle.ts';
import { randomSecret } from '../support/generate-change.ts';
import { Random, randomAccount, randomTable } from '../support/generate.ts';
import { ephemeralOf, sharedWith, wordsOf } from '../support/seal-oracle.ts';

const SEED = BigInt(process.env['PLIMSOLL_SEED'] ?? 20200522);
const CAPACITY = 8;
const mod = (value: bigint): bigint => ((value % SCALAR_FIELD) + SCALAR_FIELD) % SCALAR_FIELD;

describe(`model/seal (PLIMSOLL_SEED=${SEED})`, () => {
  const random = new Random(SEED);
  const table = randomTable(random);
  const secrets = { viewing: 1n + randomSecret(random), liquidation: SUBGROUP_ORDER - 1n - randomSecret(random) };
  const keys = { viewingKey: publicKeyOf(secrets.viewing), liquidationKey: publicKeyOf(secrets.liquidation) };
  const seal = (account: Account, capacity = CAPACITY) => sealState({ account, ...keys, capacity }).words;
  const open = (words: readonly bigint[], account: Account, reader: Reader, commitment?: bigint) => () =>
    openSealed({
      words,
      secret: secrets[reader],
      reader,
      header: { id: account.id, owner: account.owner, method: account.method, sequence: account.sequence },
      ...(commitment !== undefined && { commitment }),
    });
  const some = (): Account => randomAccount(random, table, { method: 'cross', style: 'wild' });
  let oracle: CurveOracle;

  before(async () => {
    oracle = await curveOracle();
  });

  it('opens to the account again for both readers, of every number of legs', () => {
    const counts = new Set<number>();
    for (let run = 0; run < 40; run++) {
      const account = some();
      counts.add(account.legs.length);
      const words = seal(account);
      for (const reader of READERS)
        expect(open(words, account, reader, commitmentOf(account))()).to.deep.equal(account);
    }
    expect(counts.size).to.equal(CAPACITY + 1);
  });

  it('opens an account at both edges of every width', () => {
    for (const [amount, money, count] of [
      [SIZE_RANGE[0], CASH_RANGE[0], (1n << 64n) - 1n],
      [SIZE_RANGE[1], CASH_RANGE[1], 0n],
      [-1n, -1n, 1n],
      [0n, 0n, 0n],
    ] as const) {
      const legs = [64, 512, 1023].map((instrument) => ({ instrument, size: size(amount), cost: cash(money) }));
      for (const { instrument } of legs) {
        const leg = { instrument, size: size(amount), cost: cash(money) };
        expect(unpackLeg(packLeg(leg))).to.deep.equal(leg);
      }
      const account = { ...some(), lossCheckpoint: count, cash: cash(money), legs, blinding: SCALAR_FIELD - 1n };
      expect(open(seal(account, 4), account, 'viewing', commitmentOf(account))()).to.deep.equal(account);
    }
    const empty = emptyAccount({ id: 5n, owner: 6n, method: 'isolated' });
    expect(open(seal(empty, 4), empty, 'liquidation', commitmentOf(empty))()).to.deep.equal(empty);
  });

  it('is what the formulas say, written out with circomlibjs (51: hashes drifting apart)', () => {
    for (const capacity of [4, 8, 13, 14]) {
      const account = { ...some(), legs: some().legs.slice(0, 3) };
      const ephemeral = ephemeralOf(oracle, account);
      const points = READERS.map((reader) => oracle.multiply(oracle.base, secrets[reader]));
      READERS.forEach((reader, index) => {
        // The reader comes to the same by the ephemeral key.
        const read = oracle.multiply(oracle.multiply(oracle.base, ephemeral), (8n * secrets[reader]) % SUBGROUP_ORDER);
        expect(read[1]).to.equal(sharedWith(oracle, points[index]!, ephemeral));
      });
      expect(seal(account, capacity)).to.deep.equal(
        wordsOf(oracle, account, { keys: [points[0]!, points[1]!], capacity }),
      );
    }
  });

  it('has a length that the capacity alone decides, and no word in common with a seal of another blinding', () => {
    const account = some();
    const states = [account, { ...account, legs: [] }, { ...account, legs: account.legs.slice(0, 1) }];
    expect(states.map((state) => seal(state).length)).to.deep.equal(states.map(() => sealedLength(CAPACITY)));
    expect([sealedLength(4), sealedLength(8)]).to.deep.equal([9, 13]);
    const first = new Set(seal(account));
    expect(seal({ ...account, blinding: account.blinding + 1n }).filter((word) => first.has(word))).to.deep.equal([]);
    expect(seal(account)).to.deep.equal([...first]);
    expect(() =>
      seal(
        { ...account, legs: [1, 2, 3, 4, 5].map((instrument) => ({ instrument, size: size(1n), cost: cash(0n) })) },
        4,
      ),
    ).to.throw('account.legs: expected at most 4, got 5');
  });

  it('opens to nobody else: other secrets, the key of the other reader, another seal', () => {
    const account = some();
    const words = seal(account);
    const header = account;
    for (let run = 0; run < 10; run++) {
      const secret = 1n + randomSecret(random);
      for (const reader of READERS)
        expect(() => openSealed({ words, secret, reader, header })).to.throw(
          `sealed state: expected words sealed to the ${reader} key of this secret, got others`,
        );
    }
    expect(() => openSealed({ words, secret: secrets.viewing, reader: 'liquidation', header })).to.throw('got others');
    const [ephemeral, ...rest] = words;
    expect(open([seal(some())[0]!, ...rest], account, 'viewing')).to.throw('got others');
    expect(open([ephemeral!, ...seal(some()).slice(1)], account, 'viewing')).to.throw('got others');
  });

  it('opens nothing that its blinding does not make: another ephemeral key or seal key; and no more legs than there are', () => {
    const account = { ...some(), legs: [] };
    const { blinding, lossCheckpoint } = account;
    const message = [2n ** 8n * lossCheckpoint + 2n ** 72n * account.cash, 0n, 0n, 0n, 0n, blinding];
    const sealedWith = (ephemeral: bigint, sealKey: bigint, counted = 0n): bigint[] => {
      const shared = multiplyCleared(ephemeral, keys.viewingKey);
      const stream = keystream(sealKey, message.length);
      const body = message.map((element, index) => mod(element + stream[index]! + (index === 0 ? counted : 0n)));
      return [multiplyBase(ephemeral), mod(sealKey + hash(TAG.wrap, [shared])), 0n, ...body];
    };
    const [ephemeral, sealKey] = [hash(TAG.ephemeral, [blinding]), hash(TAG.sealKey, [blinding])];
    const commitment = commitmentOf(account);
    expect(open(sealedWith(ephemeral, sealKey), account, 'viewing', commitment)()).to.deep.equal(account);
    for (const words of [sealedWith(ephemeral + 1n, sealKey), sealedWith(ephemeral, mod(sealKey + 1n))])
      expect(open(words, account, 'viewing', commitment)).to.throw('got others');
    expect(open(sealedWith(ephemeral, sealKey, 5n), account, 'viewing')).to.throw('expected at most 4 legs');
  });

  it('refuses words that were altered, each in turn, and a state of another account or sequence', () => {
    const account = some();
    const words = seal(account);
    const commitment = commitmentOf(account);
    words.forEach((word, at) => {
      const altered = words.map((each, index) => (index === at ? mod(word + 1n) : each));
      for (const reader of READERS) {
        const opened = open(altered, account, reader, commitment);
        // The other reader's wrapped key is none of this reader's words.
        if (at === 1 + READERS.indexOf(reader === 'viewing' ? 'liquidation' : 'viewing'))
          expect(opened()).to.deep.equal(account);
        else expect(opened, `word ${at} for ${reader}`).to.throw(/^sealed state: |^words\[0\]: /);
      }
    });
    for (const change of [
      { id: account.id + 1n },
      { owner: 1n },
      { method: 'portfolio' },
      { sequence: account.sequence + 1n },
    ] as const)
      expect(open(words, { ...account, ...change }, 'viewing', commitment)).to.throw(
        'sealed state: expected the opening of the commitment, got that of another',
      );
    for (const capacity of [4, 7, 9]) {
      const other = sealState({ account: { ...account, legs: [] }, ...keys, capacity }).words;
      expect(open([...other.slice(0, -2), ...other.slice(-1)], account, 'viewing')).to.throw();
    }
  });

  it('refuses keys of low order or no point, words out of the field, too few of them', () => {
    const account = some();
    for (const [, key] of oracle.lowOrder) {
      expect(() => sealState({ account, ...keys, viewingKey: key, capacity: 8 })).to.throw(
        'viewingKey: expected a point of full',
      );
      expect(() => sealState({ account, ...keys, liquidationKey: key, capacity: 8 })).to.throw(
        'liquidationKey: expected',
      );
    }
    const words = seal(account);
    for (const word of [-1n, SCALAR_FIELD])
      expect(open([...words.slice(0, 5), word, ...words.slice(6)], account, 'viewing')).to.throw(
        'words[5]: expected a field element, got a number outside the field',
      );
    expect(open(words.slice(0, 4), account, 'viewing')).to.throw('words: expected at least 5, got 4');
  });

  it('a key off the subgroup is sealed to as the one in it, so a point of low order added to a key changes nothing', () => {
    const account = some();
    const key = oracle.multiply(oracle.base, secrets.viewing);
    for (const torsion of oracle.lowOrder.slice(1)) {
      const [, viewingKey] = oracle.add(key, torsion);
      const { words } = sealState({ account, ...keys, viewingKey, capacity: CAPACITY });
      expect(words).to.deep.equal(seal(account));
    }
  });

  it('names no secret in what it refuses (52: secrets in logs or artefacts)', () => {
    const account = some();
    const words = seal(account);
    const messages: string[] = [];
    for (const work of [
      () => openSealed({ words, secret: SUBGROUP_ORDER + 5n, reader: 'viewing', header: account }),
      () => openSealed({ words, secret: secrets.viewing + 1n, reader: 'viewing', header: account }),
      open(words, { ...account, sequence: account.sequence + 1n }, 'viewing', commitmentOf(account)),
      () => seal({ ...account, blinding: SCALAR_FIELD + account.blinding }),
    ]) {
      try {
        work();
      } catch (error) {
        messages.push((error as Error).message);
      }
    }
    expect(messages).to.have.length(4);
    expect(messages.filter((message) => /\d{3}/.test(message))).to.deep.equal([]);
  });

  it('evaluates words as a polynomial, the first one the constant', () => {
    expect(evaluate([], 7n)).to.equal(0n);
    expect(evaluate([3n, 5n, 2n], 10n)).to.equal(253n);
    const words = seal(some());
    const point = randomSecret(random) * randomSecret(random);
    const terms = words.map((word, power) => word * point ** BigInt(power));
    expect(evaluate(words, point)).to.equal(terms.reduce((sum, term) => sum + term) % SCALAR_FIELD);
    expect(evaluate(words, 0n)).to.equal(words[0]);
  });
});
