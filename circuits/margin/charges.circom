pragma circom 2.2.2;

include "../lib/compare.circom";
include "../lib/range.circom";
include "../params.circom";

// Contingency charges: a charge on every |size| and one on naked short options, both levels at once in two lanes.
//
// The call and the put of one strike and expiry stand in slots 2k and 2k + 1, so they are neighbours in an account
// whose instruments rise; their sizes are netted and what is short of the sum is naked.
//
// @param legs                      capacity
// @input level                     1 for the initial margin, 0 for the maintenance margin
// @input size[legs], long[legs]    signed size, 1 iff size >= 0
// @input strike[legs]              slot without its last bit
// @input charge[legs], shortCharge[legs]    lanes (maintenance, initial) of each row
// @output total                    charges of the level, scale 1e16
// @assumes  level is boolean; instruments rise; charges are in [0, 2^52) (publisher); an unused leg has size 0
// @sound    |size| is size times its proven sign; the net size of a pair is ranged in 58 bits, so its sign is proven;
//           a lane sums at most `legs` terms of 2^55 * 2^52 twice, below 2^(108+g), and is taken out by its digits
// @cost     66 for each leg, 230 for the lanes
template Charges(legs) {
    signal input level;
    signal input size[legs];
    signal input long[legs];
    signal input strike[legs];
    signal input charge[legs];
    signal input shortCharge[legs];
    signal output total;

    // paired[l]: leg l has the strike and expiry of leg l - 1.
    signal paired[legs + 1];
    paired[0] <== 0;
    paired[legs] <== 0;
    for (var l = 1; l < legs; l++) {
        paired[l] <== Equal()(strike[l], strike[l - 1]);
    }

    signal magnitude[legs];
    signal put[legs];
    signal net[legs];
    component netSign[legs];
    signal naked[legs];
    signal first[legs];
    signal onSize[legs];
    signal onShort[legs];
    var sum = 0;
    for (var l = 0; l < legs; l++) {
        magnitude[l] <== (2 * long[l] - 1) * size[l];
        onSize[l] <== magnitude[l] * charge[l];

        // A pair is counted at its first leg, with the size of both.
        put[l] <== paired[l + 1] * (l + 1 < legs ? size[l + 1] : 0);
        net[l] <== size[l] + put[l];
        netSign[l] = Signed(58);
        netSign[l].in <== net[l];
        naked[l] <== (netSign[l].nonNegative - 1) * net[l];
        first[l] <== (1 - paired[l]) * naked[l];
        onShort[l] <== first[l] * shortCharge[l];
        sum += onSize[l] + onShort[l];
    }

    component lanes = TwoSums(110 + ceilLog2(legs), LANE_BITS());
    lanes.in <== sum;
    total <== lanes.value[0] + level * (lanes.value[1] - lanes.value[0]);
}
