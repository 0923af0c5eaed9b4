pragma circom 2.2.2;

include "../margin/portfolio-statement.circom";

// Portfolio margin statement: 8 legs, 4 expiries, 33 scenarios (31 regular, 2 of skew), 2 tiered haircuts.
// Public signals in order: commitment, marketRoot, thresholdBps, minExcess, solvent, context.
component main { public [commitment, marketRoot, thresholdBps, minExcess, solvent, context] } = PortfolioStatement(8, 4, 31, 2);
