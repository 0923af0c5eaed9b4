/** A worked portfolio: market, account and parameters in one file of plain numbers, each part as in the published vectors. */
import { z } from 'zod';
import { checkAccount, type Account, type Leg } from '../../prover/model/account.ts';
import { CASH_DECIMALS, ONE_CASH, ONE_SIZE, SIZE_DECIMALS } from '../../prover/model/units.ts';
import type { MarketSpec } from '../risk/market-spec.ts';
import { toTicks } from '../risk/rounding.ts';
import { buildMarket, type BuildOptions, type BuiltMarket } from '../risk/table.ts';
import { exposurePerUnit } from '../risk/exposure.ts';
import { freshBlinding } from './account-file.ts';
import { amount, parametersSchema, positive, share } from './parameters.ts';
import { readWith } from './read.ts';
import { cash, size } from '../risk/ranges.ts';

const seconds = z
  .int()
  .min(0)
  .max(2 ** 31);

const schema = z.strictObject({
  id: z.union([z.string(), z.int()]).optional(),
  name: z.string().optional(),
  source: z.string().optional(),
  market: z.strictObject({
    spot: positive,
    spotConfidence: share,
    stablePrice: positive,
    perp: z.strictObject({ price: amount, confidence: share }),
    expiries: z.array(
      z.strictObject({
        secondsToExpiry: seconds,
        forward: positive,
        settledForwardPart: amount,
        rate: z.number().min(-10).max(10),
        forwardConfidence: share,
        rateConfidence: share,
        volConfidence: share,
      }),
    ),
  }),
  account: z.strictObject({
    cash: z.number(),
    collateral: z.array(
      z.strictObject({
        asset: z.string().min(1),
        amount,
        price: positive,
        confidence: share,
        riskCancelling: z.boolean(),
        maintenanceHaircut: share,
        initialHaircut: share,
      }),
    ),
    perp: z.strictObject({ size: z.number(), unrealisedPnl: z.number(), unrealisedFunding: z.number() }),
    options: z.array(
      z.strictObject({
        secondsToExpiry: seconds,
        strike: positive,
        type: z.enum(['call', 'put']),
        impliedVol: positive,
        size: z.number(),
      }),
    ),
  }),
  parameters: parametersSchema,
  // What the file says comes out; read by whoever compares, never by the engine.
  expected: z
    .looseObject({
      maintenanceMargin: z.number().optional(),
      initialMargin: z.number().optional(),
      worstRegularLoss: z.number().optional(),
      worstTailLoss: z.number().optional(),
      worstSkewLoss: z.number().optional(),
      basisContingency: z.number().optional(),
      scenarioLosses: z.array(z.number()).optional(),
    })
    .optional(),
});

export type Portfolio = z.output<typeof schema>;

/** @throws USAGE naming the first field that is unknown, missing or out of range */
export const parsePortfolio = (file: unknown, where = 'portfolio'): Portfolio => readWith(schema, file, { where });

/** The file knows seconds to expiry only; this stands for its own time. */
const FILE_TIME = 1_704_067_200;
const UNDERLYING = 'underlying';
const PERP = 'perpetual';

type FileOption = Portfolio['account']['options'][number];
const optionName = ({
  secondsToExpiry,
  strike,
  type,
}: Pick<FileOption, 'secondsToExpiry' | 'strike' | 'type'>): string => `${type} ${strike} in ${secondsToExpiry} s`;

function marketOf({ market, account, parameters }: Portfolio): MarketSpec {
  return {
    epoch: 0,
    time: FILE_TIME,
    stablePrice: market.stablePrice,
    underlyings: [
      {
        name: UNDERLYING,
        id: 1,
        spot: market.spot,
        spotConfidence: market.spotConfidence,
        perps: account.perp.size === 0 && market.perp.price === 0 ? [] : [{ name: PERP, funding: 0, ...market.perp }],
        expiries: market.expiries.map((expiry) => ({ expiry: FILE_TIME + expiry.secondsToExpiry, ...expiry })),
        options: account.options.map((option) => ({
          name: optionName(option),
          expiry: FILE_TIME + option.secondsToExpiry,
          ...option,
        })),
      },
    ],
    collateral: account.collateral.map(({ asset, riskCancelling, ...item }) => ({
      name: asset,
      underlying: riskCancelling ? UNDERLYING : undefined,
      ...item,
    })),
    frozen: [],
    retiredSlots: [],
    parameters,
    parameterVersion: 1,
  };
}

/** Who the account of a portfolio file belongs to; the file does not say. */
export interface Identity {
  readonly id: bigint;
  readonly owner: bigint;
  readonly sequence: bigint;
  readonly blinding: bigint;
}

export interface PortfolioModel {
  /** What `market` is built from. */
  readonly spec: MarketSpec;
  readonly market: BuiltMarket;
  readonly account: Account;
}

interface Held {
  readonly name: string;
  readonly amount: number;
  /** Unrealised profit or loss where the file states it; what the size is worth otherwise. */
  readonly profit?: number;
}

/**
 * Rows and account of a portfolio file. Sizes are rounded to the nearest eighth decimal; what their rounding could be
 * worth at initial margin, and all roundings of money, are taken off cash, so the model never shows more margin than
 * the file means.
 *
 * @throws USAGE naming what does not fit the ranges of the model
 */
export function portfolioToModel(
  portfolio: Portfolio,
  { purpose, identity }: BuildOptions & { readonly identity?: Partial<Identity> },
): PortfolioModel {
  const spec = marketOf(portfolio);
  const market = buildMarket(spec, { purpose });
  const { account: held } = portfolio;
  const { perp } = held;
  const profit = perp.unrealisedPnl + perp.unrealisedFunding;
  const holdings: Held[] = [
    ...(perp.size === 0 ? [] : [{ name: PERP, amount: perp.size, profit }]),
    ...held.collateral.map((item) => ({ name: item.asset, amount: item.amount })),
    ...held.options.map((option) => ({ name: optionName(option), amount: option.size })),
  ];
  const legs = holdings.map((holding) => legOf(holding, market)).sort((a, b) => a.leg.instrument - b.leg.instrument);
  const settled = held.cash + (perp.size === 0 ? profit : 0);
  // A size below half a tick leaves no leg: its cost folds into cash.
  const taken = legs.reduce((sum, { leg, hiddenCash }) => sum + hiddenCash + (leg.size === 0n ? leg.cost : 0n), 0n);
  const money = toTicks(settled, CASH_DECIMALS, 'down', 'portfolio.account.cash') - taken;
  const account: Account = {
    id: identity?.id ?? 1n,
    owner: identity?.owner ?? 0n,
    method: 'portfolio',
    sequence: identity?.sequence ?? 0n,
    lossCheckpoint: 0n,
    cash: cash(money, 'portfolio.account.cash'),
    legs: legs.flatMap(({ leg }) => (leg.size === 0n ? [] : [leg])),
    blinding: identity?.blinding ?? freshBlinding(),
  };
  return { spec, market, account: checkAccount(account) };
}

function legOf({ name, amount: held, profit }: Held, market: BuiltMarket): { leg: Leg; hiddenCash: bigint } {
  const slot = market.instruments.find((instrument) => instrument.name === name)?.slot ?? 0;
  const row = market.table.rows.get(slot);
  if (row === undefined) throw new Error(`${name}: expected a row of the table`);
  const where = `portfolio.account[${name}].size`;
  const units = toTicks(held, SIZE_DECIMALS, 'nearest', where);
  // Half a tick of size is the most that rounding moved; nothing when the file's number has no more than eight decimals.
  const exact = toTicks(held, SIZE_DECIMALS, 'down', where) === toTicks(held, SIZE_DECIMALS, 'up', where);
  const exposure = exact ? 0n : exposurePerUnit(row, market, profit === undefined);
  return {
    leg: {
      instrument: slot,
      size: size(units, where),
      cost: cash(
        profit === undefined ? 0n : costFor(units * row.settlementPrice, profit),
        `portfolio.account[${name}].cost`,
      ),
    },
    hiddenCash: ceilDivide(exposure, 2n * ONE_SIZE),
  };
}

/** The cost that leaves a leg of this value (scale 1e16) with `profit`, rounded against the account. */
const costFor = (value: bigint, profit: number): bigint =>
  ceilDivide(value - toTicks(profit, CASH_DECIMALS, 'down', 'portfolio.account.perp') * ONE_SIZE, ONE_CASH);

const ceilDivide = (numerator: bigint, denominator: bigint): bigint => {
  const quotient = numerator / denominator;
  return quotient * denominator < numerator ? quotient + 1n : quotient;
};
