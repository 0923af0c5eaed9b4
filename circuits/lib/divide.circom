pragma circom 2.2.2;

include "range.circom";

// Division by a constant, rounded towards minus infinity.
//
// @param divisor        2 to 2^64
// @param bits           width of the quotient, at most 180
// @input in             field element that stands for a signed integer
// @output out           floor(in / divisor), in [-2^(bits-1), 2^(bits-1))
// @assumes              |in| < divisor * 2^(bits-1)
// @sound                in = divisor * out + rest with rest proven in [0, divisor) and out in its range; both sides are far
//                       below r, so this holds on integers, where quotient and rest are the only ones
// @cost                 bits + 2 * (width of the divisor) + 3
template FloorDivide(divisor, bits) {
    assert(divisor > 1 && divisor <= (1 << 64) && bits <= 180);
    signal input in;
    signal output out;

    // Pinned by the ranges below. Shifted, so that the integer division is of a positive number.
    var shift = 1 << (bits - 1);
    out <-- (in + divisor * shift) \ divisor - shift;

    component quotient = Signed(bits);
    quotient.in <== out;
    var width = 1;
    while ((1 << width) < divisor) { width += 1; }
    component low = Unsigned(width);
    component high = Unsigned(width);
    low.in <== in - divisor * out;
    high.in <== divisor - 1 - (in - divisor * out);
}
