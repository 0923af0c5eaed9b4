import { expect } from 'chai';
import { hexlify } from 'ethers';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PlimsollError } from '../../../prover/errors.ts';
import { commitmentOf, type Account } from '../../../prover/model/account.ts';
import { hash, TAG } from '../../../prover/model/poseidon.ts';
import { wordOf } from '../../../sdk/certificate.ts';
import { freshBlinding } from '../../../sdk/files/account-file.ts';
import { formatSeed } from '../../../sdk/house/home/seed-file.ts';
import { Home } from '../../../sdk/house/home/home.ts';
import type { OpenAccount } from '../../../sdk/house/home/ledger.ts';
import { stateChange, type StatedChange } from '../../../sdk/house/change.ts';
import { newLiquidationSecret, secretReader, viewingSecret } from '../../../sdk/house/keys.ts';
import { ONE } from '../../support/clearing-house.ts';
import { KEYS } from '../../support/change.ts';
import { rejection } from '../../support/errors.ts';
import { house as unknown, saved, seed, state } from '../../support/house.ts';
import { ProcessHouse } from '../../support/house-process.ts';
import { HOUSE, quoted } from '../../support/rfq.ts';

const BLINDING_BITS = 248;
const reseal = (account: Account): StatedChange =>
  stateChange({ statement: 'deposit', account, change: { kind: 'reseal' }, destination: { id: HOUSE, ...KEYS } });

describe('blindings and streams', () => {
  it('every attempt at one change is sealed by a key of its own, and no two states share a word (42: nonce reuse in encryption)', () => {
    const attempts = Array.from({ length: 8 }, () => reseal(state(3n)));
    const later: StatedChange[] = [];
    for (let account = state(3n); later.length < 8; account = later.at(-1)!.account) later.push(reseal(account));
    const all = [...attempts, ...later];
    const words = all.flatMap(({ sealedState }) => sealedState);
    expect(new Set(words).size).to.equal(words.length);
    // The message differs in its blinding only, so equal streams would show as equal differences of words.
    const [first, ...others] = attempts.map(({ sealedState }) => sealedState);
    const differences = others.flatMap((other) => other.slice(3, -1).map((word, at) => word - (first?.[3 + at] ?? 0n)));
    expect(differences).not.to.include(0n);
    expect(new Set(all.map(({ account }) => account.blinding)).size).to.equal(all.length);
  });

  it('a seed is sealed under a fresh salt and nonce each time (42: nonce reuse in encryption)', () => {
    const files = [formatSeed(seed, 'password'), formatSeed(seed, 'password')].map((file) =>
      file.protection === 'password' ? file : expect.fail('expected a sealed seed'),
    );
    for (const part of ['salt', 'nonce', 'sealed'] as const)
      expect(new Set(files.map((file) => file[part])).size, part).to.equal(2);
  });

  it('a state that is known but for its blinding is not found from its commitment (43: guessable commitment)', () => {
    const account = state(3n);
    const stated = Array.from({ length: 8 }, () => reseal(account));
    const commitments = stated.map(({ newCommitment }) => newCommitment);
    expect(new Set(commitments).size).to.equal(commitments.length);
    const next = { ...account, sequence: 4n };
    const small = Array.from({ length: 200 }, (_, index) => BigInt(index));
    const guesses = [
      ...small,
      ...small.map((guess) => account.blinding + guess),
      account.id,
      account.owner,
      commitmentOf(account),
      hash(TAG.ephemeral, [account.blinding]),
      hash(TAG.sealKey, [account.blinding]),
    ];
    for (const blinding of guesses) expect(commitments).not.to.include(commitmentOf({ ...next, blinding }));
  });

  it('a blinding has 248 random bits, all of which vary (43: guessable commitment)', () => {
    const blindings = Array.from({ length: 256 }, freshBlinding);
    expect(new Set(blindings).size).to.equal(blindings.length);
    const all = (1n << BigInt(BLINDING_BITS)) - 1n;
    expect(blindings.reduce((either, blinding) => either | blinding)).to.equal(all);
    expect(blindings.reduce((both, blinding) => both & blinding)).to.equal(0n);
  });
});

describe('what a holder is told when something fails (52: secrets in logs or artefacts)', () => {
  let house: ProcessHouse;
  before(async () => {
    house = await ProcessHouse.deploy();
  });
  after(() => house.close());

  /** As a number, in hexadecimal, and what is derived from it to seal a state. */
  const spelt = (...secrets: readonly bigint[]): string[] =>
    secrets.flatMap((secret) => [secret.toString(), secret.toString(16)]);
  const secretsOf = ({ blinding }: Account): string[] =>
    spelt(blinding, hash(TAG.ephemeral, [blinding]), hash(TAG.sealKey, [blinding]));

  /** What commands print of an error, on stderr or with `--json`. */
  async function toldIf(work: () => unknown): Promise<string | undefined> {
    try {
      await work();
      return undefined;
    } catch (error) {
      if (!(error instanceof PlimsollError)) throw error;
      const { code, message, details } = error;
      return JSON.stringify({ code, message, details }).toLowerCase();
    }
  }
  const told = async (work: () => unknown): Promise<string> =>
    (await toldIf(work)) ?? expect.fail('expected a failure');

  const expectSecretive = (messages: readonly string[], secrets: readonly string[]): void => {
    for (const message of messages)
      expect(
        secrets.filter((secret) => message.includes(secret)),
        message,
      ).to.deep.equal([]);
  };

  it('holder: nothing that the house, the margin or the ledger refuses names seed, viewing secret or blinding', async () => {
    const { holder } = await house.process();
    const { market } = house;
    await holder.open('cross');
    const owner = await holder.client.address();
    const opened = await holder.account();
    const { account } = await holder.deposit(opened, { asset: 0, amount: ONE });
    const now: OpenAccount = { ...opened, account };
    const stale: OpenAccount = { ...opened, account: { ...account, blinding: account.blinding + 1n } };
    const messages = [
      await told(() => holder.withdraw(now, { asset: 0, amount: 2n * ONE, recipient: owner }, { market })),
      await told(() => holder.withdraw(now, { asset: 0, amount: ONE, recipient: house.deployment.house }, { market })),
      await told(() => holder.deposit(now, { asset: 0, amount: 1n })),
      await told(() => holder.deposit(now, { asset: 5, amount: ONE })),
      await told(() => holder.deposit(opened, { asset: 0, amount: ONE })),
      await told(() => holder.deposit(stale, { asset: 0, amount: ONE })),
      await told(() => holder.refresh(now, { kind: 'settle', instrument: 70 }, { market })),
      await told(() => holder.refresh(now, { kind: 'reseal' }, {})),
      await told(() => holder.transfer([now, now], { asset: 0, amount: ONE }, { market })),
      await told(() => holder.account(`0x${'00'.repeat(32)}`)),
      await told(() =>
        holder.deposit({ ...now, account: { ...account, blinding: 1n << 255n } }, { asset: 0, amount: ONE }),
      ),
    ];
    const secrets = [
      hexlify(seed).slice(2),
      ...spelt(viewingSecret(seed, 0)),
      ...secretsOf(account),
      ...secretsOf(stale.account),
      ...spelt(1n << 255n),
    ];
    expectSecretive(messages, secrets);
  });

  it('a node that names keys of its own gets nothing that is sealed to them (41: viewing key that reads other epochs or spends)', async () => {
    const { account: opened } = await (await house.process()).holder.open('cross');
    const own = secretReader(newLiquidationSecret(), 'viewing').key.y;
    for (const [lie, message] of [
      [{ liquidationKey: () => Promise.resolve(own) }, /^liquidation key: expected 0x.*, got 0x[0-9a-f]{64}$/],
      [{ viewingKeyOf: () => Promise.resolve(own) }, /^viewing key of 0x.*: expected one of the seed, got 0x/],
    ] as const) {
      const { holder } = await house.process();
      const account = await holder.account(wordOf(opened.id));
      Object.assign(holder.client, lie);
      await rejection(holder.make(account, { kind: 'reseal' }, { statement: 'deposit' }, {}), 'ENVIRONMENT', message);
    }
  });

  it('home: no damage to a file makes an error repeat what the file holds', async () => {
    const path = join(house.folder, 'damaged');
    const home = Home.create(path, { seed, house: unknown });
    home.save(saved(1n, { kind: 'deposit', account: state(2n) }));
    home.saveQuote(await quoted());
    const open = (): unknown => {
      const opened = Home.open(path);
      return [opened.accounts(), opened.quotes()];
    };
    open();
    const files = ['', 'accounts', 'quotes'].flatMap((folder) =>
      readdirSync(join(path, folder))
        .map((name) => join(path, folder, name))
        .filter((file) => statSync(file).isFile()),
    );
    expect(files).to.have.length(4);
    const secrets = [hexlify(seed).slice(4, 30), ...secretsOf(state(1n)), ...secretsOf(state(2n))];
    let failures = 0;
    for (const file of files) {
      const text = readFileSync(file, 'utf8');
      const values = [...text.matchAll(/"(?:seed|blinding|cash|id|nonce|signature|version|format)": "?([^",\n]+)/g)];
      const damaged = [
        text.slice(0, -20),
        `${text}${text}`,
        `[${text}]`,
        ...values.flatMap(({ index, 0: line, 1: value = '' }) =>
          [`"${value}x"`, `"0x${value}"`, `${value.length}`, 'null', `["${value}"]`].map(
            (other) =>
              `${text.slice(0, index)}${line.slice(0, line.indexOf(':') + 2)}${other}${text.slice(index + line.length).replace(/^"/, '')}`,
          ),
        ),
      ];
      for (const content of damaged) {
        writeFileSync(file, content);
        // Some are values that would do as well.
        const message = await toldIf(open);
        if (message === undefined) continue;
        expectSecretive([message], secrets);
        failures++;
      }
      writeFileSync(file, text);
    }
    open();
    expect(failures).to.be.above(30);
  });
});
