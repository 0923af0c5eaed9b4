pragma circom 2.2.2;

include "../lib/range.circom";
include "../params.circom";

// Which side of the line: solvent = 1 iff equity * 10000 >= thresholdBps * requirement + 10000 * minExcess.
//
// @param decimals      of equity and requirement
// @param bits          width of equity and requirement: both are below 2^bits in magnitude
// @input equity
// @input requirement   not negative
// @input thresholdBps, minExcess    ranged here: 24 bits, 96 bits with 8 decimals
// @output solvent
// @assumes  10^(decimals - 8) < 2^(bits - 96)
// @sound    sides are below 2^(bits+14), 2^(bits+24) and 2^(bits+14), so the difference is below 2^(bits+25) and its sign
//           is proven by digits; equality is solvent
// @cost     bits + 148
template Claim(decimals, bits) {
    signal input equity;
    signal input requirement;
    signal input thresholdBps;
    signal input minExcess;
    signal output solvent;

    component thresholdRange = Unsigned(THRESHOLD_BITS());
    thresholdRange.in <== thresholdBps;
    component excessRange = Unsigned(EXCESS_BITS());
    excessRange.in <== minExcess;

    component side = Signed(bits + 26);
    signal required <== thresholdBps * requirement;
    side.in <== ONE_BPS() * (equity - 10 ** (decimals - 8) * minExcess) - required;
    solvent <== side.nonNegative;
}
