pragma circom 2.2.2;

include "../margin/isolated-transition.circom";

// Transition of an isolated account: 4 legs.
// Public signals in order:
// oldCommitment, newCommitment, marketRoot, level, fill, side, flow, viewingKey, liquidationKey, point, evaluation.
component main {
    public [
        oldCommitment, newCommitment, marketRoot, level, fill, side, flow, viewingKey, liquidationKey, point, evaluation
    ]
} = IsolatedTransition(4);
