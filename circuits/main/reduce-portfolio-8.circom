pragma circom 2.2.2;

include "../margin/portfolio-reduce.circom";

// Reduce of a portfolio account: 8 legs, 4 expiries, 33 scenarios (31 regular, 2 of skew), 2 tiered haircuts.
// Public signals in order:
// oldCommitment, newCommitment, marketRoot, fill, side, viewingKey, liquidationKey, point, evaluation.
component main {
    public [
        oldCommitment, newCommitment, marketRoot, fill, side, viewingKey, liquidationKey, point, evaluation
    ]
} = PortfolioReduce(8, 4, 31, 2);
