pragma circom 2.2.2;

include "../account/deposit-statement.circom";

// Deposit into an account of any method: 8 legs.
// Public signals in order: oldCommitment, newCommitment, flow, viewingKey, liquidationKey, point, evaluation.
component main {
    public [oldCommitment, newCommitment, flow, viewingKey, liquidationKey, point, evaluation]
} = DepositStatement(8);
