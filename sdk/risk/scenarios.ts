/** How the scenarios of a parameter set sit in the fixed capacity of a table. */
import { PlimsollError } from '../../prover/errors.ts';
import { FACTOR_DECIMALS, FACTOR_LIMIT, ONE_FACTOR, type Factor } from '../../prover/model/units.ts';
import { SCENARIOS, SKEW_SCENARIOS } from '../../prover/model/market.ts';
import { isSkew, scenarioName, type RiskParameters, type Scenario, type VolMove } from './parameters.ts';
import { toTicks } from './rounding.ts';
import { lossFactors } from './shocks.ts';
import { factor, ticksWithin } from './ranges.ts';

export interface NamedScenario {
  readonly name: string;
  /** Place in the table; in a file, its order in the list. */
  readonly index: number;
}

export interface ScenarioPlan {
  /**
   * What each of the table's scenarios is: those of skew last, in the two places that may hold them, regular ones
   * before. Unused places repeat the first regular one, which changes no minimum.
   */
  readonly placed: readonly Scenario[];
  /** Moves of volatility among them, each once. */
  readonly moves: readonly VolMove[];
  /** In the order of the parameter set. */
  readonly named: readonly NamedScenario[];
  readonly shocks: readonly Factor[];
  /** Rounded up: a damped loss is never smaller than the exact one. */
  readonly dampings: readonly Factor[];
  readonly skew: readonly [boolean, boolean];
  /** Rounded up. */
  readonly lossFactor: { readonly maintenance: Factor; readonly initial: Factor };
  /** Losses of the table are this many times the true ones, see `sharedScale`. */
  readonly scale: bigint;
}

/** @throws USAGE when there are more scenarios than the table holds, or none that is regular */
export function planScenarios(parameters: RiskParameters, stablePrice: number): ScenarioPlan {
  const regular = parameters.scenarios.filter((scenario) => !isSkew(scenario));
  const skewed = parameters.scenarios.filter(isSkew);
  const [first] = regular;
  const places = SCENARIOS - skewed.length;
  if (first === undefined || regular.length > places || skewed.length > SKEW_SCENARIOS) {
    throw new PlimsollError(
      'USAGE',
      `parameters.scenarios: expected 1 to ${SCENARIOS} in all, at least one of them regular and at most ${SKEW_SCENARIOS} of skew, got ${regular.length} and ${skewed.length}`,
    );
  }
  const placed = [...Array.from({ length: places }, (_, index) => regular[index] ?? first), ...skewed];

  const nameOf = (scenario: Scenario): string => `parameters.scenarios[${parameters.scenarios.indexOf(scenario)}]`;
  const losses = lossFactors(parameters, stablePrice);
  const scale = sharedScale(Math.max(losses.maintenance, losses.initial));
  const share = (value: number, where: string): Factor =>
    factor(toTicks(value / Number(scale), FACTOR_DECIMALS, 'up', where), where);
  return {
    placed,
    moves: [...new Set(placed.map(({ vol }) => vol))],
    named: parameters.scenarios.map((scenario) => ({ name: scenarioName(scenario), index: placed.indexOf(scenario) })),
    shocks: placed.map((scenario) => shockOf(scenario, `${nameOf(scenario)}.spotFactor`)),
    dampings: placed.map((scenario) => {
      const where = `${nameOf(scenario)}.damping`;
      return factor(scale * toTicks(scenario.damping, FACTOR_DECIMALS, 'up', where), where);
    }),
    skew: [skewed.length > 1, skewed.length > 0],
    lossFactor: {
      maintenance: share(losses.maintenance, 'parameters.margin.maintenanceLossFactor'),
      initial: share(losses.initial, 'parameters.margin.initialLossFactor'),
    },
    scale,
  };
}

/** Nearest; its error is part of the compensation in a row's charge. */
function shockOf(scenario: Scenario, where: string): Factor {
  if (isSkew(scenario)) return 0n as Factor;
  const factors = { range: [0n, FACTOR_LIMIT + ONE_FACTOR], decimals: FACTOR_DECIMALS } as const;
  const shocked = ticksWithin(toTicks(scenario.spotFactor, FACTOR_DECIMALS, 'nearest', where), factors, where);
  return (shocked - ONE_FACTOR) as Factor;
}

/**
 * A loss counts by the product of a loss factor with a damping or basis factor only. Where a loss factor alone is beyond
 * the range of factors (a stable coin far under a high peg threshold), this power of two moves from it into the others.
 */
function sharedScale(lossFactor: number): bigint {
  let scale = 1n;
  while (toTicks(lossFactor / Number(scale), FACTOR_DECIMALS, 'up', 'parameters.margin: loss factor') > FACTOR_LIMIT)
    scale *= 2n;
  return scale;
}
