import { expect } from 'chai';
import { Wallet } from 'ethers';
import { PlimsollError } from '../../../prover/errors.ts';
import type { Cash, Size } from '../../../prover/model/units.ts';
import { checkHalf, checkQuote, type Refusal } from '../../../sdk/house/rfq/check.ts';
import { formatHalf, formatQuote, parseHalf, parseQuote } from '../../../sdk/house/rfq/messages.ts';
import { digestOf, signableQuote, signableTradeSide } from '../../../sdk/house/typed-data.ts';
import { NOBODY } from '../../../sdk/house/view.ts';
import { rejection } from '../../support/errors.ts';
import { accepted, HOUSE, maker, NOW, quoted, stranger, taker, view, type HalfOptions } from '../../support/rfq.ts';

const elsewhere = { chain: { ...HOUSE, chainId: 1n }, contract: { ...HOUSE, house: `0x${'0b'.repeat(20)}` } };
const json = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

async function refused(work: Promise<void>, refusal: Refusal, message: RegExp): Promise<void> {
  const { details } = await rejection(work, 'INVALID', message);
  expect(details).to.deep.equal({ refusal });
}

describe('quote', () => {
  it('of the maker is good for anybody, or for one counterparty', async () => {
    await checkQuote(await quoted(), taker.account, view());
    await checkQuote(await quoted({ counterparty: taker.id }), taker.account, view());
    await refused(
      checkQuote(await quoted({ counterparty: stranger.id }), taker.account, view()),
      'counterparty',
      /^quote\.counterparty: expected 0x0+c, got 0x0+d$/,
    );
  });

  it('expired quote is refused, by the clock of the chain', async () => {
    for (const deadline of [NOW, NOW - 1n, 0n])
      await refused(checkQuote(await quoted({ deadline }), taker.account, view()), 'deadline', /^quote\.deadline/);
    await checkQuote(await quoted({ deadline: NOW + 1n }), taker.account, view());
  });

  it('quote of another chain or contract is refused, also when its name is changed to this one', async () => {
    for (const id of [elsewhere.chain, elsewhere.contract]) {
      const foreign = await quoted({}, { id });
      await refused(checkQuote(foreign, taker.account, view()), 'house', /^quote\.id\.(chainId|house)/);
      await refused(checkQuote({ ...foreign, id: HOUSE }, taker.account, view()), 'signature', /^signature/);
    }
  });

  it('tampered quote is refused, whatever was changed', async () => {
    const signed = await quoted();
    const changes: Partial<typeof signed.quote>[] = [
      { account: stranger.id },
      { counterparty: taker.id },
      { side: 'buyer' },
      { instrument: 71 },
      { size: 501n as Size },
      { cost: 899n as Cash },
      { cost: -900n as Cash },
      { deadline: NOW + 61n },
      { nonce: `0x${'01'.repeat(32)}` },
      { mailbox: `0x${'0c'.repeat(32)}` },
    ];
    for (const change of changes) {
      const tampered = { ...signed, quote: { ...signed.quote, ...change } };
      await refused(checkQuote(tampered, taker.account, view()), 'signature', /^signature: expected that of the owner/);
    }
  });

  it('quote by another than the owner is refused, and bytes that are no signature', async () => {
    const signed = await quoted({}, { signer: Wallet.createRandom() });
    await refused(checkQuote(signed, taker.account, view()), 'signature', /^signature/);
    for (const signature of ['0x00', `0x${'ff'.repeat(65)}`, `0x${'00'.repeat(65)}`])
      await refused(checkQuote({ ...signed, signature }, taker.account, view()), 'signature', /got none$/);
  });

  it('quote of an account that nobody opened has no owner: a signature that recovers nobody is none', async () => {
    const unknown = await quoted({ account: `0x${'0e'.repeat(32)}` });
    await refused(checkQuote(unknown, taker.account, view()), 'account', /^quote\.account: expected an open account/);
    expect(NOBODY).to.match(/^0x0{40}$/);
  });

  it('quote of the own account, or of another of the same owner, is refused (self-trade)', async () => {
    await refused(checkQuote(await quoted(), maker.account, view()), 'account', /expected that of another/);
    const sibling = { ...taker.account, owner: maker.account.owner };
    await refused(checkQuote(await quoted(), sibling, view()), 'account', /expected an account of another owner/);
  });

  it('of a contract is good when the contract takes the signature for its own (ERC-1271)', async () => {
    const signed = await quoted({}, { signer: stranger.wallet });
    const asked: unknown[] = [];
    const contract = view({
      isSigned: (...args) => {
        asked.push(args);
        return Promise.resolve(true);
      },
    });
    await checkQuote(signed, taker.account, contract);
    expect(asked).to.deep.equal([
      [maker.wallet.address.toLowerCase(), digestOf(signableQuote(HOUSE, signed.quote)), signed.signature],
    ]);
  });

  it('is a file, and names what is wrong in one', async () => {
    const signed = await quoted({ cost: -900n as Cash });
    const file = formatQuote(signed);
    expect(parseQuote(json(file))).to.deep.equal(signed);
    const wrong: [Partial<typeof file.quote>, RegExp][] = [
      [{ size: '0' }, /^quote\.quote\.size: expected an integer in \[1, /],
      [{ size: (1n << 55n).toString() }, /size/],
      [{ cost: (1n << 63n).toString() }, /cost/],
      [{ instrument: 1024 }, /instrument/],
      [{ deadline: '-1' }, /deadline/],
      [{ nonce: '0x12' }, /nonce/],
    ];
    for (const [change, message] of wrong)
      expect(() => parseQuote({ ...file, quote: { ...file.quote, ...change } })).to.throw(PlimsollError, message);
    expect(() => parseQuote({ ...file, signature: '0x' })).to.throw(PlimsollError, /^quote\.signature/);
    expect(() => parseQuote({ ...file, more: 1 })).to.throw(PlimsollError, /expected known fields only, got more/);
  });
});

describe('half trade', () => {
  const check = async (options: HalfOptions, quote = quoted()): Promise<void> =>
    checkHalf(await accepted(await quote, options), maker.account, view());

  it('of the taker accepts the quote', async () => {
    await check({});
    await check({}, quoted({ counterparty: taker.id }));
  });

  it('acceptance of an expired quote is refused', () =>
    refused(check({}, quoted({ deadline: NOW })), 'deadline', /^half\.quote\.deadline/));

  it('acceptance of a quote that the maker never made is refused', async () => {
    await refused(check({}, quoted({}, { signer: taker.wallet })), 'signature', /^signature/);
    await refused(check({}, quoted({ account: stranger.id })), 'account', /^half\.quote\.account/);
    for (const id of [elsewhere.chain, elsewhere.contract])
      await refused(check({}, quoted({}, { id })), 'house', /^half\.id/);
  });

  it('acceptance of a quote to another is refused', () =>
    refused(check({}, quoted({ counterparty: stranger.id })), 'counterparty', /^half\.account/));

  it('tampered half trade is refused, whatever was changed', async () => {
    const half = await accepted(await quoted());
    const changes: [Partial<typeof half.tradeSide>, Refusal][] = [
      [{ account: stranger.id }, 'terms'],
      [{ counterparty: stranger.id }, 'counterparty'],
      [{ oldCommitment: 1n }, 'state'],
      [{ newCommitment: 778n }, 'terms'],
      [{ sequence: 11n }, 'state'],
      [{ fill: 1n }, 'terms'],
      [{ side: 'seller' }, 'terms'],
      [{ marketRoot: 1n }, 'root'],
      [{ deadline: NOW + 61n }, 'deadline'],
    ];
    for (const [change, refusal] of changes) {
      const tampered = { ...half, tradeSide: { ...half.tradeSide, ...change } };
      await refused(checkHalf(tampered, maker.account, view()), refusal, /^half\./);
    }
    const other = await accepted(half.signedQuote, { tradeSide: { newCommitment: 778n } });
    const swapped = { ...half, signature: other.signature };
    await refused(checkHalf(swapped, maker.account, view()), 'signature', /^signature/);
    await refused(checkHalf({ ...half, salt: 5n }, maker.account, view()), 'terms', /^half\.fill/);
  });

  it('half trade of other terms than were quoted is refused, though it is well signed', async () => {
    const cheaper = await quoted({ cost: 800n as Cash });
    const half = await accepted(cheaper);
    const offered = { ...half, signedQuote: await quoted() };
    await refused(checkHalf(offered, maker.account, view()), 'terms', /^half\.fill/);
    await refused(check({ tradeSide: { side: 'seller' } }), 'terms', /^half\.side/);
  });

  it('half trade whose change is not the one that is signed is refused', async () => {
    await refused(check({ change: { newCommitment: 778n } }), 'terms', /^half\.change/);
    await refused(check({ change: { account: stranger.id } }), 'terms', /^half\.change/);
  });

  it('half trade from a state that is not the current one, or by old prices, is refused', async () => {
    await refused(check({ tradeSide: { oldCommitment: 1n } }), 'state', /^half\.sequence/);
    await refused(check({ tradeSide: { sequence: 9n } }), 'state', /^half\.sequence/);
    await refused(check({ tradeSide: { marketRoot: 1n } }), 'root', /^half\.marketRoot/);
  });

  it('half trade by another than the owner is refused (an opening authorises nothing)', () =>
    refused(check({ signer: stranger.wallet }), 'signature', /^signature/));

  it('half trade of the own account is refused (self-trade)', () =>
    refused(check({ tradeSide: { account: maker.id } }), 'account', /expected that of another/));

  it('signs what the contract hashes: type, domain and the sign of the side', async () => {
    const { tradeSide } = await accepted(await quoted());
    const { domain, types, value } = signableTradeSide(HOUSE, { ...tradeSide, side: 'seller' });
    expect(domain).to.deep.equal({ name: 'Plimsoll', version: '1', chainId: 31337n, verifyingContract: HOUSE.house });
    expect(value['side']).to.equal(-1n);
    expect(types['TradeSide']?.map(({ type, name }) => `${type} ${name}`).join(',')).to.equal(
      'bytes32 account,bytes32 counterparty,uint256 oldCommitment,uint256 newCommitment,uint64 sequence,uint256 fill,int8 side,uint256 marketRoot,uint64 deadline',
    );
  });

  it('is a file that fits one letter, and names what is wrong in one', async () => {
    const half = await accepted(await quoted({ cost: -(1n << 63n) as Cash }));
    const file = formatHalf(half);
    expect(parseHalf(json(file))).to.deep.equal(half);
    expect(JSON.stringify(file).length).to.be.lessThan(4092);
    const r = `0x${21888242871839275222246405745257275088548364400416034343698204186575808495617n.toString(16)}`;
    const wrong: [unknown, RegExp][] = [
      [{ ...file, salt: r }, /^half\.salt/],
      [{ ...file, tradeSide: { ...file.tradeSide, fill: r } }, /^half\.tradeSide\.fill/],
      [{ ...file, change: { ...file.change, sealedState: [] } }, /^half\.change\.sealedState/],
      [{ ...file, change: { ...file.change, sealedState: new Array(14).fill(r.replace('3', '1')) } }, /sealedState/],
      [{ ...file, change: { ...file.change, proof: file.change.proof.slice(1) } }, /^half\.change\.proof/],
      [{ ...file, signedQuote: { ...file.signedQuote, signature: 'x' } }, /^half\.signedQuote\.signature/],
    ];
    for (const [changed, message] of wrong) expect(() => parseHalf(changed)).to.throw(PlimsollError, message);
  });
});
