pragma circom 2.2.2;

include "../margin/cross-transition.circom";

// Transition of a cross account: 8 legs.
// Public signals in order:
// oldCommitment, newCommitment, marketRoot, level, fill, side, flow, viewingKey, liquidationKey, point, evaluation.
component main {
    public [
        oldCommitment, newCommitment, marketRoot, level, fill, side, flow, viewingKey, liquidationKey, point, evaluation
    ]
} = CrossTransition(8);
