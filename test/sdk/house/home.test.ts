import { expect } from 'chai';
import { hexlify } from 'ethers';
import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PlimsollError } from '../../../prover/errors.ts';
import { wordOf } from '../../../sdk/certificate.ts';
import { formatDeployment, parseDeployment } from '../../../sdk/house/deployment.ts';
import { Home } from '../../../sdk/house/home/home.ts';
import { deployment, house, ID, saved, seed, state } from '../../support/house.ts';
import { quoted } from '../../support/rfq.ts';
import { killedAt } from '../../support/killed.ts';

describe('home', () => {
  let folder: string;
  let path: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'plimsoll-home-'));
    path = join(folder, 'home');
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  const refused = (work: () => unknown, message: RegExp): PlimsollError => {
    try {
      work();
    } catch (error) {
      expect(error).to.be.instanceOf(PlimsollError);
      expect((error as PlimsollError).message).to.match(message);
      return error as PlimsollError;
    }
    return expect.fail('expected a refusal');
  };

  it('keeps seed, house, accounts and what is pending', () => {
    const home = Home.create(path, { seed, house });
    const pending = { kind: 'deposit', account: state(3n), transaction: `0x${'12'.repeat(32)}`, deadline: 99n };
    home.save(saved(2n, pending));
    const opened = Home.open(path);
    expect(hexlify(opened.seed)).to.equal(hexlify(seed));
    expect(opened.house).to.deep.equal(house);
    expect(opened.accounts()).to.deep.equal([saved(2n, pending)]);
    opened.save({ id: wordOf(5n), index: 4, pending: { kind: 'open', account: state(1n) } });
    expect(opened.accounts()).to.have.length(2);
    opened.forget(wordOf(5n));
    expect(opened.accounts()).to.deep.equal([saved(2n, pending)]);
  });

  it('is for its owner only, every folder and every file of it', () => {
    const home = Home.create(path, { seed, house });
    home.save(saved(1n));
    home.claim('once', 'a');
    const modes = (at: string): string[] => {
      const { mode } = statSync(at);
      const inside = statSync(at).isDirectory() ? readdirSync(at).flatMap((name) => modes(join(at, name))) : [];
      return [(mode & 0o777).toString(8), ...inside];
    };
    expect(new Set(modes(path))).to.deep.equal(new Set(['700', '600']));
  });

  it('a folder that others can read is refused', () => {
    Home.create(path, { seed, house });
    chmodSync(path, 0o755);
    refused(() => Home.open(path), /expected a folder for its owner only \(700\), got 755$/);
  });

  it('never replaces a seed, and says where there is none', () => {
    expect(Home.exists(path)).to.equal(false);
    refused(() => Home.open(path), /expected a folder, got ENOENT$/);
    Home.create(path, { seed, house });
    expect(Home.exists(path)).to.equal(true);
    refused(() => Home.create(path, { seed, house }), /expected a new home, got one that has a seed$/);
  });

  it('seals the seed with a password, and opens it with no other', () => {
    Home.create(path, { seed, house, password: 'pässword' });
    expect(readFileSync(join(path, 'seed.json'), 'utf8')).not.to.include(hexlify(seed).slice(2));
    expect(hexlify(Home.open(path, 'pa\u0308ssword').seed)).to.equal(hexlify(seed));
    const wrong = refused(() => Home.open(path, 'password'), /expected the password of the seed, got another$/);
    expect(wrong.message).not.to.include('password2');
    refused(() => Home.open(path), /expected the password of the seed in PLIMSOLL_PASSWORD, got none$/);
  });

  it('a changed seed file is refused, and its content never repeated (52: secrets in logs or artefacts)', () => {
    Home.create(path, { seed, house });
    const file = join(path, 'seed.json');
    const text = readFileSync(file, 'utf8');
    for (const changed of [text.slice(0, -9), text.replace('"seed": "0x', '"seed": "0xzz')]) {
      writeFileSync(file, changed);
      const { message, cause } = refused(() => Home.open(path), /seed\.json/);
      expect(`${message} ${String(cause)}`).not.to.include(hexlify(seed).slice(4, 20));
    }
  });

  it('a blinding in a damaged account file is never repeated (52: secrets in logs or artefacts)', () => {
    const home = Home.create(path, { seed, house });
    home.save(saved(1n));
    const file = join(path, 'accounts', `${ID}.json`);
    writeFileSync(file, readFileSync(file, 'utf8').replace('"1000003"', '"1000003x"'));
    expect(refused(() => home.accounts(), /account\.blinding/).message).not.to.include('1000003');
  });

  it('what happens once is claimed once, also by two processes of one home; its own name may ask again', () => {
    const [first, second] = [Home.create(path, { seed, house }), Home.open(path)];
    expect(first.claim('nonce 1', 'a')).to.equal(true);
    expect(second.claim('nonce 1', 'b')).to.equal(false);
    expect(first.claim('nonce 1', 'b')).to.equal(false);
    expect(second.claim('nonce 1', 'a')).to.equal(true);
    expect(second.claim('nonce 2', 'b')).to.equal(true);
  });

  it('remembers the quotes that it made', async () => {
    const home = Home.create(path, { seed, house });
    const quotes = [await quoted(), await quoted()];
    quotes.forEach((quote) => home.saveQuote(quote));
    expect(Home.open(path).quotes()).to.have.deep.members(quotes);
    home.forgetQuote(quotes[0]!.quote.nonce);
    expect(Home.open(path).quotes()).to.deep.equal([quotes[1]]);
  });

  describe('killed at any step', () => {
    /** Kills work before each of its steps, over a disk made ready anew, and looks at what is left. */
    function killedEverywhere(ready: () => void, work: () => void, look: (at: number) => void): void {
      let at = 0;
      for (let killed = true; killed; at++) {
        rmSync(path, { recursive: true, force: true });
        ready();
        killed = killedAt(at, work);
        look(at);
      }
      expect(at).to.be.greaterThan(5);
    }

    it('making a home leaves none, which can be made again, or a whole one', () => {
      killedEverywhere(
        () => undefined,
        () => Home.create(path, { seed, house }),
        () => {
          const home = Home.exists(path) ? Home.open(path) : Home.create(path, { seed, house });
          expect(hexlify(home.seed)).to.equal(hexlify(seed));
          expect(home.house).to.deep.equal(house);
        },
      );
    });

    it('saving an account leaves the old state or the new one, and nothing unfinished once it is opened', () => {
      const seen = new Set<bigint | undefined>();
      let home: Home;
      killedEverywhere(
        () => {
          home = Home.create(path, { seed, house });
          home.save(saved(1n));
        },
        () => home.save(saved(1n, { kind: 'deposit', account: state(2n) })),
        () => {
          const accounts = join(path, 'accounts');
          for (const name of readdirSync(accounts)) utimesSync(join(accounts, name), 0, 0);
          const [left, ...more] = Home.open(path).accounts();
          expect(more).to.deep.equal([]);
          expect(left?.account).to.deep.equal(state(1n));
          seen.add(left?.pending?.account.sequence);
          expect(readdirSync(accounts)).to.deep.equal([`${ID}.json`]);
        },
      );
      expect(seen).to.deep.equal(new Set([undefined, 2n]));
    });

    it('a claim is never taken twice', () => {
      let home: Home;
      let taken: boolean;
      killedEverywhere(
        () => {
          home = Home.create(path, { seed, house });
          taken = false;
          home.save(saved(1n));
        },
        () => {
          taken = home.claim('nonce 1', 'a');
          home.save(saved(2n));
        },
        () => {
          expect(Home.open(path).claim('nonce 1', 'b') && taken).to.equal(false);
        },
      );
    });
  });

  it('reads a deployment as it was written, and names what is wrong in one', () => {
    const file = formatDeployment(deployment);
    expect(parseDeployment(JSON.parse(JSON.stringify(file)))).to.deep.equal(deployment);
    refused(() => parseDeployment({ ...file, house: '0x12' }), /^deployment\.house: expected 0x and 40/);
    refused(() => parseDeployment({ ...file, rpc: 'file:///etc/passwd' }), /^deployment\.rpc/);
  });
});
