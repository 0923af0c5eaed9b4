/**
 * What rounding can hide, per unit of |size|, is charged on top: so rounding never makes an account look safer.
 *
 * Safe by its own direction: discounts (long down, short up), dampings, loss factors and the basis factor (up), charges
 * (up), the settlement price of collateral (down). Compensated here: values of options, marks, prices of perpetuals and
 * shocks, all to the nearest tick, because the sign of a position decides which direction would be safe; and the
 * discounts in skew scenarios, where a gain counts as a loss. The methods isolated and cross compensate in the rates of
 * their tiers, see `tiers.ts`.
 */
import { FACTOR_DECIMALS, ONE_FACTOR, ONE_PRICE } from '../../prover/model/units.ts';
import type { RiskParameters } from './parameters.ts';
import { isSkew } from './parameters.ts';
import type { ScenarioPlan } from './scenarios.ts';
import { lossFactors, type TermFactors } from './shocks.ts';

/** Half a tick: the error of rounding to the nearest one. */
export const HALF = 0.5;
/** Doubles err by less than this share of forward and strike in Black-76; measured below 2^-51. */
export const FLOAT_ERROR = 2 ** -50;
const FACTOR_TICK = 10 ** -FACTOR_DECIMALS;

/** Ticks per unit of size at each margin level. */
export interface Compensation {
  readonly maintenance: bigint;
  readonly initial: bigint;
}

/** What a compensation depends on besides the row. */
export interface CompensationContext {
  readonly parameters: RiskParameters;
  readonly plan: ScenarioPlan;
  readonly stablePrice: number;
}

/** @param equity, loss errors in ticks per unit: of the value now, and of the worst damped loss */
function atEachLevel(equity: number, loss: number, { parameters, stablePrice }: CompensationContext): Compensation {
  const factors = lossFactors(parameters, stablePrice);
  return {
    maintenance: BigInt(Math.ceil(equity + loss * factors.maintenance)),
    initial: BigInt(Math.ceil(equity + loss * factors.initial)),
  };
}

/**
 * For a perpetual or collateral whose risk price is `price`.
 *
 * @param equity most that rounding moves the value now, in ticks per unit
 */
export function linearCompensation(price: number, equity: number, context: CompensationContext): Compensation {
  const { plan } = context;
  const losses = plan.placed.map((scenario, index) => {
    const exact = isSkew(scenario) ? 0 : scenario.spotFactor - 1;
    const shockError = Math.abs(exact - Number(plan.shocks[index] ?? 0n) / Number(ONE_FACTOR));
    return scenario.damping * (HALF * Math.abs(exact) + price * Number(ONE_PRICE) * shockError);
  });
  return atEachLevel(Math.max(HALF, equity), Math.max(...losses), context);
}

export interface OptionError {
  readonly forward: number;
  readonly strike: number;
  /** Largest value in a skew scenario, in ticks. */
  readonly largestSkewValue: bigint;
  readonly terms: TermFactors;
}

/** For an option: `|size| * error * (1 + largest discount) * loss factor`, and the same error in equity. */
export function optionCompensation(
  { forward, strike, largestSkewValue, terms }: OptionError,
  context: CompensationContext,
): Compensation {
  const { scenarios, basisContingency } = context.parameters;
  const furthest = Math.max(1, basisContingency.spotUp, ...scenarios.map(({ spotFactor }) => spotFactor));
  const error = HALF + (forward * furthest + strike) * Number(ONE_PRICE) * FLOAT_ERROR;
  const discount = Math.max(terms.discountLong, terms.discountShort);
  const damping = Math.max(...scenarios.map((scenario) => scenario.damping));
  const scenarioError = damping * (error * (1 + discount) + Number(largestSkewValue) * FACTOR_TICK);
  return atEachLevel(error, Math.max(scenarioError, terms.basisFactor * error), context);
}
