pragma circom 2.2.2;

include "../lib/range.circom";
include "../params.circom";

// What one expiry adds to each scenario: d * M_s - M, its discount d by the sign of M_s; in a skew scenario the loss
// of either direction, -|d * M_s - M|.
//
// @param legs                     capacity of the circuit, for widths
// @param regular                  number of regular scenarios; two of skew follow
// @input shocked[regular + 2]     M_s, the expiry's shocked values
// @input positive[regular + 2]    1 iff M_s >= 0
// @input mark                     M, its value now
// @input discountLong, discountShort
// @input skew[2]                  whether a skew scenario counts both directions as a loss
// @output change[regular + 2]     scale 1e25
// @assumes  |M|, |M_s| < 2^(107+g) for 2^g legs, discounts < 2^36, positive is proven, skew is boolean
// @sound    the discount follows the proven sign; |d * M_s - 1e9 * M| < 2^(143+g) + 2^(137+g) < 2^(144+g) is ranged in
//           145+g bits, so the sign in a skew scenario is proven too
// @cost     2 for each scenario, 150 more for each of skew
template ExpiryChange(legs, regular) {
    signal input shocked[regular + 2];
    signal input positive[regular + 2];
    signal input mark;
    signal input discountLong;
    signal input discountShort;
    signal input skew[2];
    signal output change[regular + 2];

    var g = ceilLog2(legs);
    signal discount[regular + 2];
    signal discounted[regular + 2];
    for (var s = 0; s < regular + 2; s++) {
        discount[s] <== discountShort + positive[s] * (discountLong - discountShort);
        discounted[s] <== discount[s] * shocked[s];
    }
    for (var s = 0; s < regular; s++) {
        change[s] <== discounted[s] - ONE_FACTOR() * mark;
    }

    component sign[2];
    signal gain[2];
    signal turned[2];
    for (var k = 0; k < 2; k++) {
        var s = regular + k;
        gain[k] <== discounted[s] - ONE_FACTOR() * mark;
        sign[k] = Signed(145 + g);
        sign[k].in <== gain[k];
        // A gain counts as the equal loss: subtract it twice.
        turned[k] <== skew[k] * sign[k].nonNegative;
        change[s] <== gain[k] - 2 * turned[k] * gain[k];
    }
}

// Damped profit or loss of each scenario over the whole account.
//
// @param groups, scenarios
// @input linear                        N = sum of size * linear price, scale 1e16
// @input change[groups][scenarios]     scale 1e25
// @input shock[scenarios]              spot factor less one, scale 1e9
// @input damping[scenarios]            scale 1e9
// @output loss[scenarios]              damping * (N * shock + sum of changes), scale 1e34
// @assumes  |N| < 2^(107+g); a leg adds to N or to a change, so the bracket is below 2^(145+g) and a loss below 2^(181+g)
// @sound    polynomial identities only
// @cost     2 for each scenario
template ScenarioLosses(groups, scenarios) {
    signal input linear;
    signal input change[groups][scenarios];
    signal input shock[scenarios];
    signal input damping[scenarios];
    signal output loss[scenarios];

    signal moved[scenarios];
    for (var s = 0; s < scenarios; s++) {
        moved[s] <== linear * shock[s];
        var total = moved[s];
        for (var e = 0; e < groups; e++) {
            total += change[e][s];
        }
        loss[s] <== damping[s] * total;
    }
}
