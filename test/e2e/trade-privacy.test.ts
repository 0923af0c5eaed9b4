import { expect } from 'chai';
import { getBytes, type TransactionReceipt } from 'ethers';
import type { Market } from '../../prover/model/tree.ts';
import { ONE_SIZE } from '../../prover/model/units.ts';
import { newLiquidationSecret, secretReader } from '../../sdk/house/keys.ts';
import { hashMarket } from '../../sdk/table-file.ts';
import { ChainBook } from '../../scripts/e2e/chain-book.ts';
import type { Trade } from '../../scripts/e2e/plan.ts';
import { Proofs } from '../../scripts/e2e/proofs.ts';
import { SAMPLE_DEPOSITS, SAMPLE_TRADERS, sampleEpochs } from '../../scripts/e2e/sample.ts';
import { Stage } from '../../scripts/e2e/stage.ts';

const ZERO_BYTE_GAS = 4n;
const OTHER_BYTE_GAS = 16n;

/** What the chain keeps of a trade. */
interface Seen {
  readonly calldata: Uint8Array;
  readonly receipt: TransactionReceipt;
}

/** Gas but for the calldata, whose bytes are cheaper where they are 0 by chance. */
function executionGas({ calldata, receipt }: Seen): bigint {
  const zeros = BigInt(calldata.filter((byte) => byte === 0).length);
  const others = BigInt(calldata.length) - zeros;
  return receipt.gasUsed - zeros * ZERO_BYTE_GAS - others * OTHER_BYTE_GAS;
}

describe('what the chain sees of a trade', function () {
  this.timeout(30 * 60_000);
  const proofs = new Proofs();
  let [stage, book, market]: [Stage | undefined, ChainBook | undefined, Market | undefined] = [
    undefined,
    undefined,
    undefined,
  ];
  const seen: Seen[] = [];

  /** Has two parties trade, and reads what the chain has of it. */
  async function trade(terms: Omit<Trade, 'do'>): Promise<Seen> {
    if (stage === undefined || book === undefined || market === undefined) return expect.fail('no stage');
    const branches = { buyer: 'transition', seller: 'transition' } as const;
    const { transaction } = await book.apply({ action: { do: 'trade', ...terms }, branches }, market);
    const sent = await stage.chain.provider.getTransaction(transaction);
    const receipt = await stage.chain.provider.getTransactionReceipt(transaction);
    return { calldata: getBytes(sent?.data ?? '0x'), receipt: receipt ?? expect.fail('no receipt') };
  }

  before(async () => {
    const [epoch] = sampleEpochs();
    if (epoch === undefined) return expect.fail('no epoch');
    stage = await Stage.set(epoch, [secretReader(newLiquidationSecret(), 'liquidation').key]);
    book = new ChainBook(stage, proofs);
    market = hashMarket(epoch.market).market;
    await book.openAll(Object.values(SAMPLE_TRADERS));
    for (const action of SAMPLE_DEPOSITS) await book.apply({ action }, market);
    await stage.post(epoch);

    const priced = (kind: string, size: bigint) => {
      const slot = epoch.market.instruments.find((instrument) => instrument.kind === kind)?.slot ?? 0;
      const { settlementPrice } = epoch.market.table.rows.get(slot) ?? expect.fail(kind);
      return { instrument: slot, size, cost: (size * settlementPrice) / ONE_SIZE };
    };
    seen.push(await trade({ ...priced('perp', 1n), buyer: 'buyer', seller: 'seller' }));
    seen.push(await trade({ ...priced('put', 25n * ONE_SIZE), buyer: 'seller', seller: 'buyer' }));
  });
  after(async () => {
    await proofs.close();
    await stage?.close();
  });

  const both = <Value>(look: (each: Seen) => Value): [Value, Value] => {
    const [first, second] = seen;
    if (first === undefined || second === undefined) return expect.fail('expected two trades');
    return [look(first), look(second)];
  };

  it('as many bytes of calldata for a tick of a perpetual as for twenty-five options the other way round', () => {
    const [small, large] = both(({ calldata }) => calldata.length);
    expect(small).to.equal(large).and.to.be.above(1000);
  });

  it('the same events, each with as much data, and the same circuits and so the same public signals', () => {
    const { interface: abi } = stage?.stack.house ?? expect.fail('no stage');
    const [small, large] = both(({ receipt }) =>
      receipt.logs.map((log) => ({ name: abi.parseLog(log)?.name, topics: log.topics.length, bytes: log.data.length })),
    );
    expect(small).to.deep.equal(large);
    expect(small.map(({ name }) => name)).to.deep.equal(['StateSealed', 'StateSealed', 'Traded']);
    const circuits = ({ receipt }: Seen) =>
      receipt.logs.flatMap((log) => (abi.parseLog(log)?.args.toObject()['circuit'] as string | undefined) ?? []);
    const [before, after] = both(circuits);
    expect(before).to.have.length(2);
    expect(before).to.deep.equal(after);
  });

  it('the same gas, but for 12 of each byte of calldata that is 0 in one and not in the other (44: leak of size or sign)', () => {
    const [small, large] = both(executionGas);
    expect(small).to.equal(large);
  });
});
