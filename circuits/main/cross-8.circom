pragma circom 2.2.2;

include "../margin/cross-statement.circom";

// Cross margin statement: 8 legs, of up to 8 underlyings and expiries.
// Public signals in order: commitment, marketRoot, thresholdBps, minExcess, solvent, context.
component main { public [commitment, marketRoot, thresholdBps, minExcess, solvent, context] } = CrossStatement(8);
