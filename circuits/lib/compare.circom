pragma circom 2.2.2;

include "circomlib/circuits/comparators.circom";
include "range.circom";

// The least of n numbers, each known to lie in (-2^(bits-1), 2^(bits-1)).
//
// @param n        count of numbers
// @param bits     width of the difference of any two, 2 to 252
// @input in[n]    field elements that stand for signed integers
// @output out     the least
// @assumes        |in[i]| < 2^(bits-1), so a difference is below 2^bits in magnitude
// @sound          every in[i] - out is in [0, 2^bits), so out is not above any of them; the product of the differences
//                 is 0 only if out equals one of them, the field having no zero divisors: out is attained
// @cost           n * (bits + 1) + n
template Least(n, bits) {
    assert(n > 1 && bits <= 252);
    signal input in[n];
    signal output out;

    // Pinned by the constraints below. A number is negative when it is above r / 2, which `<` on field elements knows.
    var least = in[0];
    for (var i = 1; i < n; i++) {
        least = in[i] < least ? in[i] : least;
    }
    out <-- least;

    component above[n];
    signal product[n];
    for (var i = 0; i < n; i++) {
        above[i] = Unsigned(bits);
        above[i].in <== in[i] - out;
        product[i] <== i == 0 ? in[0] - out : product[i - 1] * (in[i] - out);
    }
    product[n - 1] === 0;
}

// Whether two field elements are equal.
//
// @input a, b     field elements
// @output out     1 iff a = b
// @sound          IsZero of circomlib on the difference: out = 1 forces the difference to be 0, out = 0 needs its inverse
// @cost           2
template Equal() {
    signal input a;
    signal input b;
    signal output out;

    out <== IsZero()(a - b);
}
