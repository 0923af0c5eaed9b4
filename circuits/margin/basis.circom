pragma circom 2.2.2;

include "../lib/range.circom";
include "../params.circom";

// Loss of one expiry by a move of its forward against spot: min(0, up, down) * basisFactor.
//
// @param legs               capacity of the circuit, for widths
// @input move[2]            change of value at the basis move up and down, scale 1e16
// @input positive[2]        1 iff the change is >= 0
// @input basisFactor        scale 1e9
// @output loss              never positive, scale 1e25
// @assumes  |move| < 2^(107+g) for 2^g legs, positive is proven, basisFactor < 2^36
// @sound    falls are min(0, move) by the proven signs; their difference is ranged in 108+g bits, so the lesser of the
//           two is taken by its proven sign
// @cost     115
template BasisLoss(legs) {
    signal input move[2];
    signal input positive[2];
    signal input basisFactor;
    signal output loss;

    signal fall[2];
    for (var k = 0; k < 2; k++) {
        fall[k] <== (1 - positive[k]) * move[k];
    }
    component order = Signed(108 + ceilLog2(legs));
    order.in <== fall[0] - fall[1];
    signal least <== fall[0] + order.nonNegative * (fall[1] - fall[0]);
    loss <== least * basisFactor;
}
