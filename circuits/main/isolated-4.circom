pragma circom 2.2.2;

include "../margin/isolated-statement.circom";

// Isolated margin statement: 4 legs, one of them a perpetual or future, and 12 size tiers.
// Public signals in order: commitment, marketRoot, thresholdBps, minExcess, solvent, context.
component main { public [commitment, marketRoot, thresholdBps, minExcess, solvent, context] } = IsolatedStatement(4);
