pragma circom 2.2.2;

include "../account/open-statement.circom";

// Opening of an account of any method.
// Public signals in order: commitment, account, owner, method, lossCheckpoint.
component main { public [commitment, account, owner, method, lossCheckpoint] } = OpenStatement();
