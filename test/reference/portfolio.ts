/** Fields of a worked portfolio, as its file has them. */

export interface Scenario {
  spotFactor: number;
  vol: 'up' | 'down' | 'none' | 'skew-linear' | 'skew-abs';
  damping: number;
}

export interface Expiry {
  secondsToExpiry: number;
  forward: number;
  settledForwardPart: number;
  rate: number;
  forwardConfidence: number;
  rateConfidence: number;
  volConfidence: number;
}

export interface Option {
  secondsToExpiry: number;
  strike: number;
  type: 'call' | 'put';
  impliedVol: number;
  size: number;
}

export interface Collateral {
  asset: string;
  amount: number;
  price: number;
  confidence: number;
  riskCancelling: boolean;
  maintenanceHaircut: number;
  initialHaircut: number;
}

/** A worked portfolio, fields as in the vectors. */
export interface ReferencePortfolio {
  market: {
    spot: number;
    spotConfidence: number;
    stablePrice: number;
    perp: { price: number; confidence: number };
    expiries: Expiry[];
  };
  account: {
    cash: number;
    collateral: Collateral[];
    perp: { size: number; unrealisedPnl: number; unrealisedFunding: number };
    options: Option[];
  };
  parameters: {
    scenarios: Scenario[];
    volShock: Record<
      'rangeUp' | 'rangeDown' | 'minShockedVol' | 'shortTermPower' | 'longTermPower' | 'daysToExpiryFloor',
      number
    >;
    skewShock: Record<
      | 'linearScaleCap'
      | 'linearBaseCap'
      | 'absScaleCap'
      | 'absBaseCap'
      | 'minKStar'
      | 'widthScale'
      | 'volStatic'
      | 'volScale',
      number
    >;
    margin: Record<
      | 'maintenanceLossFactor'
      | 'initialLossFactor'
      | 'discountLong'
      | 'discountShort'
      | 'rateMultLong'
      | 'rateMultShort'
      | 'rateAddLong'
      | 'rateAddShort',
      number
    >;
    basisContingency: Record<'spotUp' | 'spotDown' | 'addFactor' | 'multFactor', number>;
    otherContingency: Record<
      | 'pegThreshold'
      | 'pegFactor'
      | 'confidenceThreshold'
      | 'confidenceMargin'
      | 'perpMaintenance'
      | 'perpInitial'
      | 'optionMaintenance'
      | 'optionInitial',
      number
    >;
  };
  expected?: {
    maintenanceMargin: number;
    initialMargin: number;
    worstRegularLoss: number;
    worstTailLoss: number;
    worstSkewLoss: number;
    basisContingency: number;
    scenarioLosses: number[];
  };
}
