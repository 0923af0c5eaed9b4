pragma circom 2.2.2;

include "../margin/portfolio-transition.circom";

// Transition of a portfolio account: 8 legs, 4 expiries, 33 scenarios (31 regular, 2 of skew), 2 tiered haircuts.
// Public signals in order:
// oldCommitment, newCommitment, marketRoot, level, fill, side, flow, viewingKey, liquidationKey, point, evaluation.
component main {
    public [
        oldCommitment, newCommitment, marketRoot, level, fill, side, flow, viewingKey, liquidationKey, point, evaluation
    ]
} = PortfolioTransition(8, 4, 31, 2);
