pragma circom 2.2.2;

include "circomlib/circuits/bitify.circom";
include "circomlib/circuits/comparators.circom";

// Pairs of a right and a wrong way, for the tests of the analysis: it has to tell them apart.

/// quotient and remainder of in / 10, for in < 2^16
template DivideBy10() {
    signal input in;
    signal output quotient;
    signal output remainder;

    quotient <-- in \ 10;
    remainder <-- in % 10;
    in === 10 * quotient + remainder;
    component quotientBits = Num2Bits(13);
    quotientBits.in <== quotient;
    component remainderBits = Num2Bits(4);
    remainderBits.in <== remainder;
    component below = LessThan(4);
    below.in[0] <== remainder;
    below.in[1] <== 10;
    below.out === 1;
}

/// As above without the ranges: any quotient has a remainder that fits.
template DivideBy10Unranged() {
    signal input in;
    signal output quotient;
    signal output remainder;

    quotient <-- in \ 10;
    remainder <-- in % 10;
    in === 10 * quotient + remainder;
}

/// parity of a number of 16 bits
template Parity() {
    signal input in;
    signal output parity;

    component bits = Num2Bits(16);
    bits.in <== in;
    parity <== bits.out[0];
}

/// As above over all 254 bits of a field element: in + r has other bits, so the parity can be either.
template ParityAmbiguous() {
    signal input in;
    signal output parity;

    component bits = Num2Bits(254);
    bits.in <== in;
    parity <== bits.out[0];
}

/// twice the larger of two numbers of 16 bits
template Larger() {
    signal input in[2];
    signal output out;

    component less = LessThan(16);
    less.in[0] <== in[0];
    less.in[1] <== in[1];
    signal larger <== in[0] + less.out * (in[1] - in[0]);
    out <== 2 * larger;
}

/// As above with the constraint of `larger` dropped.
template LargerUnconstrained() {
    signal input in[2];
    signal output out;

    component less = LessThan(16);
    less.in[0] <== in[0];
    less.in[1] <== in[1];
    signal larger;
    larger <-- in[0] + less.out * (in[1] - in[0]);
    out <== 2 * larger;
}

/// Whether a number is zero.
template Zero() {
    signal input in;
    signal output out;

    component zero = IsZero();
    zero.in <== in;
    out <== zero.out;
}

/// As above without the constraint that forces the output to 0 for other numbers.
template ZeroHalf() {
    signal input in;
    signal output out;

    signal inverse;
    inverse <-- in != 0 ? 1 / in : 0;
    out <== 1 - in * inverse;
}
