import { expect } from 'chai';
import { JsonRpcProvider, Network } from 'ethers';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { emptyAccount, type Account } from '../../../prover/model/account.ts';
import { addressOf, wordOf } from '../../../sdk/certificate.ts';
import { Home } from '../../../sdk/house/home/home.ts';
import { Ledger } from '../../../sdk/house/home/ledger.ts';
import { viewingReader } from '../../../sdk/house/keys.ts';
import { HouseReader } from '../../../sdk/house/reader.ts';
import type { AccountState } from '../../../sdk/house/view.ts';
import { rejection } from '../../support/errors.ts';
import { house, seed, state } from '../../support/house.ts';
import { RecordedChain } from '../../support/recorded-chain.ts';
import { HOUSE } from '../../support/rfq.ts';

const [MINE, ALSO_MINE, STRANGER] = [0xaa11n, 0xaa22n, 0xbbn];
const [me, alsoMe, stranger] = [addressOf(MINE), addressOf(ALSO_MINE), addressOf(STRANGER)];
const key = (index: number): bigint => viewingReader(seed, index).key.y;
const account = (id: bigint, owner: bigint): Account => emptyAccount({ ...state(1n), id, owner });

/** A node with a recorded log in place of its own. */
class RecordedReader extends HouseReader {
  readonly #chain: RecordedChain;

  constructor(chain: RecordedChain) {
    const provider = new JsonRpcProvider(undefined, 31337, { staticNetwork: Network.from(31337) });
    super(
      HOUSE,
      Object.assign(provider, { getBlockNumber: chain.getBlockNumber.bind(chain), getLogs: chain.getLogs.bind(chain) }),
    );
    this.#chain = chain;
  }

  override accountOf(id: string): Promise<AccountState> {
    return this.#chain.accountOf(id);
  }
}

describe('ledger of a home', () => {
  let folder: string;
  let chain: RecordedChain;
  let home: Home;
  let ledger: Ledger;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'plimsoll-ledger-'));
    chain = new RecordedChain();
    home = Home.create(join(folder, 'home'), { seed, house });
    ledger = new Ledger(home, new RecordedReader(chain));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  /** Mine first; then a stranger's with the same key, whose id begins like mine. */
  function openBoth(): void {
    chain.open(account(0x5500n, MINE), key(0));
    chain.open(account(0x5501n, STRANGER), key(0));
  }

  it('an account that another sealed to my key is not remembered, and never asks me to choose', async () => {
    openBoth();
    const { accounts, foreign } = await ledger.restore([me.toUpperCase().replace('0X', '0x')]);
    expect(accounts.map(({ id }) => id)).to.deep.equal([wordOf(0x5500n)]);
    expect(foreign).to.deep.equal([{ id: wordOf(0x5501n), owner: stranger }]);
    expect(home.accounts().map(({ id }) => id)).to.deep.equal([wordOf(0x5500n)]);
    expect((await ledger.account(me)).id).to.equal(wordOf(0x5500n));
  });

  it('an account of another owner in the home is not one of the sender', async () => {
    openBoth();
    home.save({ id: wordOf(0x5500n), index: 0, account: account(0x5500n, MINE) });
    home.save({ id: wordOf(0x5501n), index: 0, pending: { kind: 'open', account: account(0x5501n, STRANGER) } });
    expect((await ledger.account(me.toUpperCase().replace('0X', '0x'))).id).to.equal(wordOf(0x5500n));
    await rejection(
      ledger.account(me, wordOf(0x5501n)),
      'USAGE',
      /^account: expected an account of the owner 0x.*aa11 in .*, got none$/,
    );
    await rejection(ledger.account(alsoMe), 'USAGE', /, got none$/);
  });

  it('whose accounts they are follows from the home, or from the only owner, or is asked', async () => {
    openBoth();
    await rejection(ledger.restore(), 'USAGE', /^owner: expected which of 0x0+aa11, 0x0+bb is the holder of the seed/);
    expect(home.accounts()).to.deep.equal([]);
    chain.open(account(0x66n, ALSO_MINE), key(1));
    expect((await ledger.restore([me, alsoMe])).accounts).to.have.length(2);
    const again = await ledger.restore();
    expect([again.accounts.length, again.foreign.length]).to.deep.equal([2, 1]);

    const alone = new RecordedChain();
    alone.open(account(0x5500n, MINE), key(0));
    const fresh = Home.create(join(folder, 'fresh'), { seed, house });
    expect((await new Ledger(fresh, new RecordedReader(alone)).restore()).accounts).to.have.length(1);
    expect(fresh.accounts()).to.have.length(1);
  });

  it('a key that an account was given, or is about to be, is not the next one, also after a restore', async () => {
    chain.open(account(0x5500n, MINE), key(0));
    chain.emit('ViewingKeySet', [wordOf(0x5500n), key(4)]);
    await ledger.restore();
    expect(ledger.nextIndex()).to.equal(5);
    home.save({ ...(await ledger.account(me)), index: 9 });
    await ledger.restore();
    expect(ledger.nextIndex()).to.equal(10);
  });

  it('the house is compared in lower case, however its address was written', () => {
    const provider = new JsonRpcProvider(undefined, 31337, { staticNetwork: true });
    const mixed = HOUSE.house.toUpperCase().replace('0X', '0x');
    expect(new HouseReader({ ...HOUSE, house: mixed }, provider).id).to.deep.equal(HOUSE);
    provider.destroy();
  });
});
