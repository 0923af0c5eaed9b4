import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { readCsv } from '../support/csv.ts';
import { PlimsollError } from '../../prover/errors.ts';
import { sharedPath } from '../support/shared.ts';
import type { Case, Question } from '../support/venue-cases.ts';
import { haircutLiquidatable, haircutSolvency, liquidationPrices } from '../support/venue-collateral.ts';
import {
  accountLiquidatable,
  accountMargins,
  healthFlag,
  positionMargin,
  tierInitialMargin,
  tierMaintenancePpm,
} from '../support/venue-margins.ts';

/**
 * - `ours`: the rule is ours, and our code gives every published answer;
 * - `parameter`: a parameter makes our rule the venue's, but for the cases set apart;
 * - `different`: the venue has another rule, by choice;
 * - `liquidation`: what happens after the line is crossed, no part of margin.
 *
 * `CONFORMANCE.md` says why.
 */
interface Kind {
  readonly as: 'ours' | 'parameter' | 'different' | 'liquidation';
  readonly cases: number;
  /** Cases that our rule answers otherwise. */
  readonly apart?: readonly string[];
}

const BYBIT = [17, 18, 19, 20, 22, 23].map((number) => `bybit-liqprice-${number}`);

const KINDS: Readonly<Record<string, Kind>> = {
  haircut_collateral_solvency: { as: 'ours', cases: 140 },
  health_flag: { as: 'ours', cases: 16, apart: ['dydx-liquidatable-NC < 0, MMR = 0'] },
  account_liquidatable: {
    as: 'ours',
    cases: 4,
    apart: ['dydx-isliq-Subaccount with no open positions but negative net collateral is not liquidatable'],
  },
  haircut_liquidatable: { as: 'ours', cases: 4 },
  account_margin: { as: 'parameter', cases: 8 },
  position_margin: { as: 'parameter', cases: 10, apart: ['dydx-marginreq-Price and quantums are max uints'] },
  tier_initial_margin: { as: 'parameter', cases: 4 },
  tier_maintenance_ppm: { as: 'parameter', cases: 6 },
  liquidation_price: { as: 'parameter', cases: 16, apart: [...BYBIT, 'bybit-doc-long'] },
  tier_adjusted_imf: { as: 'different', cases: 6 },
  weighted_health: { as: 'different', cases: 6 },
  collateral_haircut_concentration: { as: 'different', cases: 3 },
  collateral_haircut_size_premium: { as: 'different', cases: 3 },
  liability_weight_size_premium: { as: 'different', cases: 2 },
  liquidation_price_inverse: { as: 'different', cases: 1 },
  futures_margin_call: { as: 'different', cases: 1 },
  bankruptcy_price: { as: 'liquidation', cases: 13 },
  fillable_price: { as: 'liquidation', cases: 13 },
  insurance_fund_delta: { as: 'liquidation', cases: 12 },
  priority_compare: { as: 'liquidation', cases: 9 },
  liquidation_auction: { as: 'liquidation', cases: 7 },
  partial_liquidation_size: { as: 'liquidation', cases: 5 },
  spot_liquidation_size: { as: 'liquidation', cases: 4 },
  liquidation_transfer_floor: { as: 'liquidation', cases: 3 },
  liquidation_transfer_ceil: { as: 'liquidation', cases: 2 },
  socialised_loss: { as: 'liquidation', cases: 2 },
  liquidation_fee_ramp: { as: 'liquidation', cases: 2 },
};

const QUESTIONS: Readonly<Record<string, Question>> = {
  health_flag: healthFlag,
  account_liquidatable: accountLiquidatable,
  haircut_liquidatable: haircutLiquidatable,
  account_margin: accountMargins,
  position_margin: positionMargin,
  tier_initial_margin: tierInitialMargin,
  tier_maintenance_ppm: tierMaintenancePpm,
  liquidation_price: liquidationPrices,
};

/** A case beyond the ranges of the model is refused, so it is answered otherwise. */
function agrees(item: Case, ask: Question | undefined): boolean {
  if (ask === undefined) throw new Error(`expected a question for ${item.kind}`);
  try {
    return ask(item as never);
  } catch (error) {
    if (error instanceof PlimsollError && error.code === 'USAGE') return false;
    throw error;
  }
}

describe('published cases of other venues', () => {
  let cases: Case[];
  let solvency: Question;

  before(function () {
    const text = readFileSync(sharedPath(this, 'vectors', 'other-venues.jsonl'), 'utf8');
    cases = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Case);
    const csv = (name: string) => readCsv(readFileSync(sharedPath(this, 'data', 'params', name), 'utf8'));
    const tiers = new Map<string, { floor: number; cap: number; ratio: number }[]>();
    for (const field of csv('binance_collateral_ratio_tiers_sample.csv')) {
      const key = `${field('asset')}/${field('program')}`;
      const tier = {
        floor: Number(field('floor_usd')),
        cap: Number(field('cap_usd')),
        ratio: Number(field('ratio_pct')),
      };
      tiers.set(key, [...(tiers.get(key) ?? []), tier]);
    }
    const prices = csv('binance_collateral_prices_sample.csv').map(
      (field) => [field('asset'), Number(field('price_usdt'))] as const,
    );
    solvency = haircutSolvency(tiers, new Map(prices));
  });

  it('are of kinds that are each in one class, none left out', () => {
    const counts = new Map<string, number>();
    for (const { kind } of cases) counts.set(kind, (counts.get(kind) ?? 0) + 1);
    const listed = Object.entries(KINDS).map(([kind, { cases: count }]) => [kind, count] as const);
    expect([...counts].sort()).to.deep.equal([...listed].sort());
    expect(cases).to.have.length(302);
  });

  for (const [kind, { as, cases: count, apart = [] }] of Object.entries(KINDS)) {
    if (as !== 'ours' && as !== 'parameter') continue;
    const exceptions = apart.length === 0 ? '' : `, but for the ${apart.length} set apart`;
    it(`${kind}: our code gives the ${count} published answers${exceptions}`, () => {
      const own = cases.filter((item) => item.kind === kind);
      const ask = kind === 'haircut_collateral_solvency' ? solvency : QUESTIONS[kind];
      const missed = own.filter((item) => !agrees(item, ask)).map(({ id }) => id);
      expect(missed.sort()).to.deep.equal([...apart].sort());
    });
  }

  it('haircut solvency finds the 21 accounts that are invalid', () => {
    const own = cases.filter(({ kind }) => kind === 'haircut_collateral_solvency');
    expect(own.filter(({ expected }) => expected['valid'] === false)).to.have.length(21);
  });
});
