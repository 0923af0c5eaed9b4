import { expect } from 'chai';
import { HouseProver } from '../../sdk/house/change.ts';
import { CALLS, drawn, type CallName } from '../support/histories/draws.ts';
import { RealHouse } from '../support/histories/house.ts';
import { History, type Tally } from '../support/histories/history.ts';
import { Pool } from '../support/histories/pool.ts';
import { begin, type Start } from '../support/histories/start.ts';

/** As many as the fuzz tests in Solidity have: `PLIMSOLL_HISTORIES=200`. */
const HISTORIES = Number(process.env['PLIMSOLL_HISTORIES'] ?? 20);
const LENGTH = 50;
/** So many histories prepare so many calls each for the pool; all others use what is there. */
const [PREPARING, PREPARED] = [5, 6];

/** Whoever asks for it; and an epoch is posted in its time. */
const HARDLY_REFUSED: readonly CallName[] = ['publish', 'payQueue'];

describe('the random calls of the fuzzed house with a pool of real proofs', () => {
  const tally: Tally = new Map();
  const prover = new HouseProver();
  let house: RealHouse;
  let start: Start;
  let pool: Pool;
  before(async function () {
    this.timeout(900_000);
    house = await RealHouse.raise();
    start = await begin(house, prover);
    pool = new Pool(house, prover);
  });
  after(async () => {
    await prover.close();
    await house.close();
  });

  async function play(number: number): Promise<void> {
    const comeBack = await house.keep();
    const history = new History(house, pool, { start, tally, growth: number < PREPARING ? PREPARED : 0 });
    for (let index = number * LENGTH; index < (number + 1) * LENGTH; index++) {
      const draw = drawn(index);
      await history.step(draw).catch((cause: unknown) => {
        throw new Error(`call ${index}, ${draw.call}: ${(cause as Error).message}`, { cause });
      });
    }
    await comeBack();
  }

  it(`${HISTORIES} times ${LENGTH} calls are taken or refused as the rules say, and invariants hold after each`, async function () {
    this.timeout(3_600_000);
    for (let number = 0; number < HISTORIES; number++) await play(number);
    expect(pool.size).to.be.greaterThan(PREPARING * PREPARED);
  });

  it('each call was taken and was refused; what was altered, replayed or misdirected never was taken', () => {
    const counts = CALLS.filter((call) => call !== 'wait').map((call) => ({
      call,
      taken: 0,
      refused: 0,
      ...tally.get(call),
    }));
    const wrong = counts.filter(
      ({ call, taken, refused }) =>
        taken > 0 !== (call !== 'attack') || (refused === 0 && !HARDLY_REFUSED.includes(call)),
    );
    expect(wrong).to.deep.equal([]);
  });
});
