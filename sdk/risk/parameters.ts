/** Parameters of the portfolio method in numbers, named as in the worked portfolios. `sdk/files/parameters.ts` reads them. */
import { PlimsollError } from '../../prover/errors.ts';
import type { TermStructure } from './shocks.ts';

export type VolMove = 'up' | 'down' | 'none' | 'skew-linear' | 'skew-abs';

export interface Scenario {
  /** Multiplies forwards, perpetuals and risk-cancelling collateral; ignored by the skew moves. */
  readonly spotFactor: number;
  readonly vol: VolMove;
  /** Share of the profit or loss that counts. */
  readonly damping: number;
}

export interface SkewShock {
  readonly linearScaleCap: number;
  readonly linearBaseCap: number;
  readonly absScaleCap: number;
  readonly absBaseCap: number;
  readonly minKStar: number;
  readonly widthScale: number;
  readonly volStatic: number;
  readonly volScale: number;
}

export interface RiskParameters {
  readonly scenarios: readonly Scenario[];
  readonly volShock: {
    readonly rangeUp: number;
    readonly rangeDown: number;
    readonly minShockedVol: number;
  } & TermStructure;
  /** Of the skew scenarios; left out by sets that have none. */
  readonly skewShock?: SkewShock | undefined;
  readonly margin: {
    readonly maintenanceLossFactor: number;
    readonly initialLossFactor: number;
    readonly discountLong: number;
    readonly discountShort: number;
    readonly rateMultLong: number;
    readonly rateMultShort: number;
    readonly rateAddLong: number;
    readonly rateAddShort: number;
  };
  readonly basisContingency: {
    readonly spotUp: number;
    readonly spotDown: number;
    readonly addFactor: number;
    readonly multFactor: number;
  };
  readonly otherContingency: {
    readonly pegThreshold: number;
    readonly pegFactor: number;
    readonly confidenceThreshold: number;
    readonly confidenceMargin: number;
    readonly perpMaintenance: number;
    /** On top of `perpMaintenance`. */
    readonly perpInitial: number;
    readonly optionMaintenance: number;
    /** On top of `optionMaintenance`. */
    readonly optionInitial: number;
  };
}

export const isSkew = ({ vol }: Scenario): boolean => vol.startsWith('skew');

/** Names of scenarios for people: `spot x1.18, vol up`. */
export const scenarioName = ({ spotFactor, vol }: Scenario): string =>
  vol.startsWith('skew') ? vol : `spot x${Number(spotFactor.toFixed(9))}, vol ${vol}`;

/** What a set must be before people's accounts are margined by it; worked portfolios may vary one part beyond that. */
export function checkPublishable(parameters: RiskParameters, where = 'parameters'): RiskParameters {
  const { margin, basisContingency, scenarios } = parameters;
  refuseUnless(margin.initialLossFactor >= margin.maintenanceLossFactor, {
    where: `${where}.margin.initialLossFactor`,
    expected: `at least maintenanceLossFactor ${margin.maintenanceLossFactor}, so that initial is not looser`,
    got: margin.initialLossFactor,
  });
  // A long value is never marked above par and a short one never below: then one scenario bounds a loss from below.
  refuseUnless(margin.discountLong <= 1, {
    where: `${where}.margin.discountLong`,
    expected: 'from 0 to 1',
    got: margin.discountLong,
  });
  refuseUnless(margin.discountShort >= 1, {
    where: `${where}.margin.discountShort`,
    expected: 'at least 1',
    got: margin.discountShort,
  });
  refuseUnless(basisContingency.spotUp > 1, {
    where: `${where}.basisContingency.spotUp`,
    expected: 'more than 1',
    got: basisContingency.spotUp,
  });
  refuseUnless(basisContingency.spotDown < 1, {
    where: `${where}.basisContingency.spotDown`,
    expected: 'less than 1',
    got: basisContingency.spotDown,
  });
  refuseUnless(parameters.skewShock !== undefined || !scenarios.some(isSkew), {
    where: `${where}.skewShock`,
    expected: 'the moves of the skew scenarios',
    got: 'none',
  });
  for (const [name, present] of Object.entries(REQUIRED_SCENARIOS)) {
    refuseUnless(
      scenarios.some((scenario) => scenario.damping > 0 && present(scenario)),
      { where: `${where}.scenarios`, expected: `a scenario with ${name}`, got: 'none' },
    );
  }
  return parameters;
}

/** A portfolio without one of these moves in the grid could carry a risk that nothing charges. */
const REQUIRED_SCENARIOS: Readonly<Record<string, (scenario: Scenario) => boolean>> = {
  'spot up, vol up': ({ spotFactor, vol }) => spotFactor > 1 && vol === 'up',
  'spot up, vol down': ({ spotFactor, vol }) => spotFactor > 1 && vol === 'down',
  'spot down, vol up': ({ spotFactor, vol }) => spotFactor < 1 && vol === 'up',
  'spot down, vol down': ({ spotFactor, vol }) => spotFactor < 1 && vol === 'down',
};

function refuseUnless(
  holds: boolean,
  { where, expected, got }: { where: string; expected: string; got: number | string },
): void {
  if (!holds) throw new PlimsollError('USAGE', `${where}: expected ${expected}, got ${got}`);
}
