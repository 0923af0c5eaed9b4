pragma circom 2.2.3;

include "circomlib/circuits/bitify.circom";

/// square = value^2 for a value of 16 bits.
template InRange() {
    signal input value;
    signal output square;

    component bits = Num2Bits(16);
    bits.in <== value;
    square <== value * value;
}

component main = InRange();
