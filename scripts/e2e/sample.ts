/** The shortest run in which every call of the house is made: two accounts on cross margin at flat prices, without data. */
import { QUOTE_ASSET } from '../../prover/model/flow.ts';
import { ONE_CASH, ONE_SIZE } from '../../prover/model/units.ts';
import type { InstrumentKind } from '../../sdk/risk/market-spec.ts';
import { buildEpochs, type Epoch } from './epochs.ts';
import type { EpochPlan, Plan, Settlement, TraderFlow } from './plan.ts';
import type { HourlyPrices } from './prices.ts';
import type { Scenario } from './scenario.ts';
import type { Trader } from './traders.ts';

const PRICE = 8000;
const FLAT: HourlyPrices = { at: () => PRICE, until: (_, hours) => Array.from({ length: hours }, () => PRICE) };
const START = Date.UTC(2020, 2, 12, 8) / 1000;
const EXPIRY = START + 86_400;

const trader = (name: string): Trader => ({ name, method: 'cross', leans: {}, cushionBps: 10_000n, deposits: {} });
export const SAMPLE_TRADERS = { buyer: trader('buyer'), seller: trader('seller') } as const;
type Name = keyof typeof SAMPLE_TRADERS;

const SCENARIO: Scenario = {
  underlyings: [{ name: 'BTC', id: 1, strikes: [{ expiry: EXPIRY, call: PRICE, put: PRICE }] }],
  times: [START, EXPIRY],
  traders: Object.values(SAMPLE_TRADERS),
  trades: 0,
  seed: 0n,
};

/** Before the expiry of two options, and at it. */
export const sampleEpochs = (): Epoch[] => buildEpochs(SCENARIO, new Map([['BTC', FLAT]]));

const flow = (kind: TraderFlow['do'], by: Name, amount: bigint, asset = QUOTE_ASSET): TraderFlow => ({
  do: kind,
  trader: by,
  asset,
  amount: amount * ONE_CASH,
});

export const SAMPLE_DEPOSITS: readonly TraderFlow[] = [
  flow('deposit', 'buyer', 50_000n),
  flow('deposit', 'seller', 50_000n),
];

/** Deposits of cash and collateral and a trade of a call, which expires; then a top-up, a withdrawal and both settlements. */
export function samplePlan([epoch]: readonly Epoch[]): Plan {
  const slotOf = (kind: InstrumentKind): number =>
    epoch?.market.instruments.find((instrument) => instrument.kind === kind)?.slot ?? 0;
  const row = epoch?.market.table.rows.get(slotOf('call'));
  if (row === undefined) throw new RangeError('sample: expected a call in the market');
  const { slot: instrument, settlementPrice } = row;
  const settle = (by: Name): Settlement => ({ do: 'settle', trader: by, instrument });
  const trade = { instrument, size: ONE_SIZE, cost: settlementPrice, buyer: 'buyer', seller: 'seller' };
  const plan = (number: number, actions: readonly EpochPlan['steps'][number]['action'][]): EpochPlan => ({
    epoch: number,
    below: [],
    steps: actions.map((action) => ({ action })),
  });
  return {
    seed: SCENARIO.seed,
    traders: SCENARIO.traders,
    epochs: [
      plan(1, [...SAMPLE_DEPOSITS, flow('deposit', 'buyer', 1n, slotOf('collateral')), { do: 'trade', ...trade }]),
      plan(2, [
        flow('deposit', 'buyer', 1_000n),
        flow('withdraw', 'seller', 1_000n),
        settle('buyer'),
        settle('seller'),
        { do: 'certify', trader: 'seller', thresholdBps: 10_000n, minExcess: 0n },
      ]),
    ],
  };
}
