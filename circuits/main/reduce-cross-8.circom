pragma circom 2.2.2;

include "../margin/cross-reduce.circom";

// Reduce of a cross account: 8 legs.
// Public signals in order:
// oldCommitment, newCommitment, marketRoot, fill, side, viewingKey, liquidationKey, point, evaluation.
component main {
    public [
        oldCommitment, newCommitment, marketRoot, fill, side, viewingKey, liquidationKey, point, evaluation
    ]
} = CrossReduce(8);
