pragma circom 2.2.2;

include "../margin/portfolio-statement.circom";

// Portfolio margin statement: 36 legs, 8 expiries, 33 scenarios (31 regular, 2 of skew), 8 tiered haircuts.
// Public signals in order: commitment, marketRoot, thresholdBps, minExcess, solvent, context.
component main { public [commitment, marketRoot, thresholdBps, minExcess, solvent, context] } = PortfolioStatement(36, 8, 31, 8);
