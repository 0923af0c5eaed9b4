import { expect } from 'chai';
import type { Account } from '../../prover/model/account.ts';
import { accountMargin, type MarginLevel } from '../../prover/model/margin.ts';
import { cash, ONE_SIZE, size } from '../../prover/model/units.ts';
import { loadPreset } from '../../sdk/files/presets.ts';
import type { MarketSpec } from '../../sdk/risk/market-spec.ts';
import { buildMarket, slotsOf, type BuiltMarket } from '../../sdk/risk/table.ts';
import { cellOf, crossRequirement, moveOf, valueAt, type FloatMarket } from '../reference/float-cross.ts';
import { CHAIN_VOLATILITY, chainMarket, readChain } from '../support/chain.ts';
import { expectClose } from '../support/close.ts';
import { sharedPath } from '../support/shared.ts';

const PARAMETERS = loadPreset('cross', 'greeks').parameters;
/** Points of the move, with both ends. */
const POINTS = 101;
const SHORT = -10;
const LONGEST = 60;

/** Two options of one expiry: short ten of the first, long more of the second. */
interface Spread {
  readonly short: string;
  readonly long: string;
  readonly units: number;
}
/** Those of the chain that lose the most of what they are charged, found below. */
const WORST = {
  maintenance: { short: 'BTC-22MAY20-9250-P', long: 'BTC-22MAY20-8500-P', units: 22, loss: 2646, ratio: 1.803 },
  // A call so far from the money that the covered move hardly reaches it, and the initial one does.
  initial: { short: 'BTC-22MAY20-10250-C', long: 'BTC-22MAY20-9500-C', units: 2, loss: 2399, ratio: 2.353 },
} as const;

/** Moves of spot as factors, from one end to the other. */
const pointsOf = (level: MarginLevel): number[] => {
  const move = moveOf(PARAMETERS[level], CHAIN_VOLATILITY);
  return Array.from({ length: POINTS }, (_, index) => 1 + move * ((2 * index) / (POINTS - 1) - 1));
};

describe('ratio spreads against cross margin, which looks at the ends of the move', () => {
  let spec: MarketSpec;
  let market: BuiltMarket;
  let spot: number;

  before(function () {
    spec = chainMarket(readChain(sharedPath(this, 'data', 'options', 'deribit_btc_chain_2020-05-21.csv')));
    market = buildMarket(spec, { purpose: 'publish' });
    spot = spec.underlyings[0]?.spot ?? NaN;
  });

  const floatMarket = (level: MarginLevel): FloatMarket => ({
    spot,
    volatility: CHAIN_VOLATILITY,
    maintenance: PARAMETERS.maintenance,
    level: PARAMETERS[level],
    ...PARAMETERS.term,
    addOn: PARAMETERS.addOn.map((tier) => ({ floor: tier.floor, rate: tier[level] })),
  });

  /** Options of an expiry with their cell and what each gains at the points of the move. */
  function priced(level: MarginLevel) {
    const [btc] = spec.underlyings;
    return (btc?.expiries ?? []).map(({ expiry, forward, secondsToExpiry }) =>
      (btc?.options ?? [])
        .filter((option) => option.expiry === expiry)
        .map((option) => {
          const instrument = { ...option, forward, secondsToExpiry };
          const now = valueAt(instrument, 1);
          const gains = pointsOf(level).map((factor) => valueAt(instrument, factor) - now);
          return { name: option.name, forward, instrument, cell: cellOf(instrument, floatMarket(level)), gains };
        }),
    );
  }
  type Priced = ReturnType<typeof priced>[number][number];

  const lossOf = (short: Priced, long: Priced, units: number): number =>
    short.gains.reduce((most, gain, at) => Math.max(most, -(SHORT * gain + units * (long.gains[at] ?? NaN))), 0);

  const requirement = (
    { short, long, units }: Spread,
    { method, level, built = market }: { method: Account['method']; level: MarginLevel; built?: BuiltMarket },
  ): number => {
    const slots = slotsOf(built);
    const legs = (
      [
        [short, SHORT],
        [long, units],
      ] as const
    ).map(([name, held]) => ({
      instrument: slots.get(name) ?? 0,
      size: size(BigInt(held) * ONE_SIZE),
      cost: cash(0n),
    }));
    legs.sort((a, b) => a.instrument - b.instrument);
    const account: Account = {
      ...{ id: 1n, owner: 0n, method, sequence: 0n, lossCheckpoint: 0n, blinding: 1n },
      cash: cash(0n),
      legs,
    };
    const margin = accountMargin(account, built.table, level);
    return Number(margin.requirement) / 10 ** margin.decimals;
  };

  for (const level of ['maintenance', 'initial'] as const) {
    const { loss: expected, ratio, ...spread } = WORST[level];

    it(`a spread loses ${ratio} times its ${level} margin within the ${level} move, no other of two legs more`, () => {
      const terms = floatMarket(level);
      let worst = { ratio: 0, loss: 0, spread: { short: '', long: '', units: 0 } };
      for (const options of priced(level)) {
        for (const short of options) {
          for (const long of options) {
            if (short === long) continue;
            for (let units = 1; units <= LONGEST; units++) {
              const loss = lossOf(short, long, units);
              const {
                spot: ends,
                volatility,
                addOn,
              } = crossRequirement(
                [
                  { ...short, size: SHORT },
                  { ...long, size: units },
                ],
                terms,
              );
              const asked = ends + volatility + addOn;
              if (loss / asked > worst.ratio)
                worst = { ratio: loss / asked, loss, spread: { short: short.name, long: long.name, units } };
              // Between the ends no book falls below the straight line by more than a quarter of the move in notional.
              const notional = -SHORT * short.forward + units * long.forward;
              const quarter = moveOf(PARAMETERS[level], CHAIN_VOLATILITY) / 4;
              if (loss > ends + quarter * notional) expect.fail(`${short.name}, ${units} ${long.name}: loses ${loss}`);
            }
          }
        }
      }
      expect(worst.spread).to.deep.equal(spread);
      expectClose(worst.loss, expected, 1);
      expectClose(worst.loss / requirement(spread, { method: 'cross', level }), ratio, 0.001);
    });

    it(`an add-on of a quarter of the move, or the portfolio method, asks that spread for its loss (${level})`, () => {
      expect(requirement(spread, { method: 'portfolio', level })).to.be.at.least(expected);
      const quarter = (of: MarginLevel): number => moveOf(PARAMETERS[of], CHAIN_VOLATILITY) / 4;
      const addOn = [{ floor: 0, maintenance: quarter('maintenance'), initial: quarter('initial') }];
      const built = buildMarket({ ...spec, cross: { ...PARAMETERS, addOn } }, { purpose: 'publish' });
      expect(requirement(spread, { method: 'cross', level, built })).to.be.at.least(expected);
    });
  }
});
