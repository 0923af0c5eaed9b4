import { expect } from 'chai';
import {
  checkSizeTiers,
  deductions,
  isLooser,
  NO_TIERS,
  packTiers,
  SIZE_TIERS,
  tierCharge,
  tierIndex,
  type SizeTier,
  type SizeTiers,
} from '../../prover/model/tiers.ts';
import { ONE_FACTOR, price, PRICE_LIMIT, type Factor, type Price } from '../../prover/model/units.ts';
import { integerCharge } from '../reference/tiers.ts';
import { randomSizeTiers } from '../support/generate-rows.ts';
import { Random } from '../support/generate.ts';

const SEED = BigInt(process.env['PLIMSOLL_SEED'] ?? 20200522);
const UNIT = 10n ** 16n;
const LARGEST_SIZE = 1n << 55n;
const FLOOR_LIMIT = (1n << 36n) - 1n;

const tier = (floor: bigint, rate: bigint): SizeTier => ({ floor, rate: rate as Factor });
const at = (...tiers: SizeTier[]): SizeTiers => ({ price: price(1n), tiers });

describe(`model/tiers (PLIMSOLL_SEED=${SEED})`, () => {
  const random = new Random(SEED);

  /** The charge is that of the largest tier, and of the marginal rates over the parts of the notional. */
  function checkCharge(schedule: SizeTiers, magnitude: bigint): void {
    const { price: risk, tiers } = schedule;
    const notional = magnitude * risk;
    const deducted = deductions(tiers);
    const lines = tiers.map(({ rate }, k) => rate * notional - deducted[k]! * UNIT);
    const charge = tierCharge(schedule, magnitude);
    expect(lines.every((line) => line <= charge)).to.equal(true);
    expect(lines[tierIndex(schedule, magnitude)]).to.equal(charge);
    const parts = tiers.map(({ floor, rate }, k) => {
      const end = tiers[k + 1] === undefined ? notional : tiers[k + 1]!.floor * UNIT;
      const top = end < notional ? end : notional;
      return top > floor * UNIT ? rate * (top - floor * UNIT) : 0n;
    });
    expect(parts.reduce((sum, part) => sum + part)).to.equal(charge);
    expect(tierCharge(schedule, -magnitude)).to.equal(charge);
    expect(integerCharge(schedule, -magnitude)).to.equal(charge);
  }

  it('charges the largest over all tiers, at random notionals, at every floor and one unit beside it', () => {
    for (let run = 0; run < 1000; run++) {
      const style = run % 2 === 0 ? 'wild' : 'sane';
      const { maintenance } = randomSizeTiers(random, style, false);
      for (let each = 0; each < 10; each++) checkCharge(maintenance, random.within(0n, LARGEST_SIZE));
      // At a price of one tick every notional is that of some magnitude; the model bounds none.
      const fine = { ...maintenance, price: price(1n) };
      for (const { floor } of maintenance.tiers) {
        for (const step of [-1n, 0n, 1n]) {
          const notional = floor * UNIT + step;
          if (notional >= 0n) checkCharge(fine, notional);
        }
      }
      checkCharge(maintenance, 0n);
      checkCharge({ ...maintenance, price: price(PRICE_LIMIT) }, LARGEST_SIZE);
    }
  });

  it('picks the tier whose floor is reached, at the floor itself the upper one', () => {
    const schedule = at(tier(0n, 1n), tier(5n, 2n), tier(9n, 2n));
    const cases: [bigint, number][] = [
      [0n, 0],
      [5n * UNIT - 1n, 0],
      [5n * UNIT, 1],
      [9n * UNIT - 1n, 1],
      [9n * UNIT, 2],
      [LARGEST_SIZE * PRICE_LIMIT, 2],
    ];
    for (const [notional, index] of cases) expect(tierIndex(schedule, notional), String(notional)).to.equal(index);
  });

  it('keeps the charge and its parts within their widths at every edge (10: a price that overflows a packed word)', () => {
    const steep = Array.from({ length: SIZE_TIERS }, (_, k) => {
      const last = k === SIZE_TIERS - 1;
      return tier(k === 0 ? 0n : FLOOR_LIMIT - BigInt(SIZE_TIERS - 1 - k), last ? ONE_FACTOR : 0n);
    });
    const schedule = { price: price(PRICE_LIMIT), tiers: steep };
    checkSizeTiers(schedule, SIZE_TIERS, 'tiers');
    expect(deductions(steep).at(-1)).to.equal(FLOOR_LIMIT * ONE_FACTOR);
    expect(FLOOR_LIMIT * ONE_FACTOR < 1n << 66n).to.equal(true);
    checkCharge(schedule, LARGEST_SIZE);
    expect(tierCharge({ ...schedule, tiers: [tier(0n, ONE_FACTOR)] }, -LARGEST_SIZE) < 1n << 137n).to.equal(true);
    for (const packed of packTiers(steep, SIZE_TIERS)) expect(packed < 1n << 168n).to.equal(true);
  });

  it('packs rate, floor, next floor and deduction, and fills up with the last tier', () => {
    const tiers = [tier(0n, 10n), tier(100n, 30n), tier(FLOOR_LIMIT, ONE_FACTOR)];
    const pack = (rate: bigint, floor: bigint, next: bigint, deduction: bigint): bigint =>
      rate + 2n ** 30n * floor + 2n ** 66n * next + 2n ** 102n * deduction;
    const last = pack(ONE_FACTOR, FLOOR_LIMIT, 0n, 100n * 20n + FLOOR_LIMIT * (ONE_FACTOR - 30n));
    expect(packTiers(tiers, 4)).to.deep.equal([
      pack(10n, 0n, 100n, 0n),
      pack(30n, 100n, FLOOR_LIMIT, 2000n),
      last,
      last,
    ]);
    expect(packTiers(NO_TIERS.tiers, 4)).to.deep.equal([0n, 0n, 0n, 0n]);
  });

  it('refuses tiers that fall, overlap, do not start at 0, are too many or out of range, by name', () => {
    const cases: [SizeTiers, string][] = [
      [at(tier(0n, 2n), tier(5n, 1n)), 'here.tiers[1].rate: expected an integer in [2, 1000000000], got 1'],
      [
        at(tier(0n, 1n), tier(5n, 2n), tier(5n, 3n)),
        'here.tiers[2].floor: expected an integer in [6, 68719476735], got 5',
      ],
      [
        at(tier(0n, 1n), tier(5n, 2n), tier(4n, 3n)),
        'here.tiers[2].floor: expected an integer in [6, 68719476735], got 4',
      ],
      [at(tier(1n, 1n)), 'here.tiers[0].floor: expected an integer in [0, 0], got 1'],
      [at(tier(0n, 1n), tier(1n << 36n, 1n)), 'here.tiers[1].floor: expected an integer in [1, 68719476735], got'],
      [at(tier(0n, ONE_FACTOR + 1n)), 'here.tiers[0].rate: expected an integer in [0, 1000000000], got 1000000001'],
      [at(tier(0n, -1n)), 'here.tiers[0].rate: expected an integer in [0, 1000000000], got -1'],
      [at(), 'here.tiers: expected 1 to 4 tiers, got 0'],
      [at(...[0n, 1n, 2n, 3n, 4n].map((floor) => tier(floor, 1n))), 'here.tiers: expected 1 to 4 tiers, got 5'],
      [{ ...NO_TIERS, price: -1n as Price }, 'here.price: expected an integer in [0, '],
    ];
    for (const [schedule, message] of cases) {
      expect(() => checkSizeTiers(schedule, 4, 'here'), message).to.throw(message);
    }
  });

  it('tells a looser schedule by any notional: between floors, beyond the last, or through the price', () => {
    const base = at(tier(0n, 10n), tier(100n, 50n));
    const looser = (...tiers: SizeTier[]): boolean => isLooser(at(...tiers), base);
    expect(looser(...base.tiers)).to.equal(false);
    expect(looser(tier(0n, 10n), tier(50n, 50n))).to.equal(false);
    expect(looser(tier(0n, 50n))).to.equal(false);
    expect(looser(tier(0n, 9n), tier(1n, 100n))).to.equal(true);
    expect(looser(tier(0n, 10n), tier(101n, 50n))).to.equal(true);
    // Ahead at every floor, overtaken far beyond the last.
    expect(looser(tier(0n, 49n))).to.equal(true);
    expect(isLooser({ ...base, price: price(2n) }, base)).to.equal(false);
    expect(isLooser(base, { ...base, price: price(2n) })).to.equal(true);
    expect(isLooser(at(tier(0n, 10n), tier(100n, 50n)), at(tier(0n, 0n)))).to.equal(false);
  });

  it('generates schedules of every length, up to both limits, whose initial level is never the looser', () => {
    const seen = { lengths: new Set<number>(), floor: 0n, rate: 0n };
    for (let run = 0; run < 2000; run++) {
      const { maintenance, initial } = randomSizeTiers(random, 'wild', false);
      for (const level of [maintenance, initial]) checkSizeTiers(level, SIZE_TIERS, 'generated');
      expect(isLooser(initial, maintenance)).to.equal(false);
      const size = random.within(0n, LARGEST_SIZE);
      expect(tierCharge(initial, size) >= tierCharge(maintenance, size)).to.equal(true);
      seen.lengths.add(maintenance.tiers.length);
      for (const { floor, rate } of maintenance.tiers) {
        seen.floor = floor > seen.floor ? floor : seen.floor;
        seen.rate = rate > seen.rate ? rate : seen.rate;
      }
    }
    expect([seen.floor, seen.rate]).to.deep.equal([FLOOR_LIMIT, ONE_FACTOR]);
    expect(seen.lengths.size).to.equal(SIZE_TIERS);
  });
});
