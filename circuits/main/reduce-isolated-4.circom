pragma circom 2.2.2;

include "../margin/isolated-reduce.circom";

// Reduce of an isolated account: 4 legs.
// Public signals in order:
// oldCommitment, newCommitment, marketRoot, fill, side, viewingKey, liquidationKey, point, evaluation.
component main {
    public [
        oldCommitment, newCommitment, marketRoot, fill, side, viewingKey, liquidationKey, point, evaluation
    ]
} = IsolatedReduce(4);
