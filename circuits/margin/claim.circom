pragma circom 2.2.2;

include "../lib/range.circom";
include "../params.circom";

// Which side of the line: solvent = 1 iff equity * 10000 >= thresholdBps * requirement + 10000 * minExcess.
//
// @param legs          capacity of the circuit, for widths
// @input equity        scale 1e16, below 2^(108+g)
// @input requirement   scale 1e43, in [0, 2^(218+g))
// @input thresholdBps, minExcess    ranged here: 24 bits, 96 bits
// @output solvent
// @sound    sides are below 2^(108+g+90+14), 2^(218+g+24) and 2^(96+27+90+14), so the difference is below 2^(243+g) in
//           magnitude and its sign is proven by digits; equality is solvent
// @cost     380
template Claim(legs) {
    signal input equity;
    signal input requirement;
    signal input thresholdBps;
    signal input minExcess;
    signal output solvent;

    component thresholdRange = Unsigned(THRESHOLD_BITS());
    thresholdRange.in <== thresholdBps;
    component excessRange = Unsigned(EXCESS_BITS());
    excessRange.in <== minExcess;

    var scale = ONE_BPS() * ONE_FACTOR() ** 3;
    component side = Signed(244 + ceilLog2(legs));
    signal required <== thresholdBps * requirement;
    side.in <== scale * (equity - ONE_SIZE() * minExcess) - required;
    solvent <== side.nonNegative;
}
