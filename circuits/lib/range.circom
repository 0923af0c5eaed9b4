pragma circom 2.2.2;

include "circomlib/circuits/bitify.circom";

// Ranges of field elements. Every width is at most 252, so that a decomposition into bits is the only one below r.

// in is in [0, 2^n).
//
// @param n     width, 1 to 252
// @input in    field element
// @sound       n boolean digits sum to `in` as integers because 2^n <= 2^252 < r
// @cost        n + 1
template Unsigned(n) {
    assert(n > 0 && n <= 252);
    signal input in;

    component digits = Num2Bits(n);
    digits.in <== in;
}

// in is in [-2^(n-1), 2^(n-1)), with its sign.
//
// @param n              width, 2 to 252
// @input in             field element that stands for a signed integer
// @output nonNegative   1 iff in >= 0
// @sound                in + 2^(n-1) is in [0, 2^n), decomposed in only one way; its top digit is 1 iff in >= 0
// @cost                 n + 1
template Signed(n) {
    assert(n > 1 && n <= 252);
    signal input in;
    signal output nonNegative;

    component digits = Num2Bits(n);
    digits.in <== in + (1 << (n - 1));
    nonNegative <== digits.out[n - 1];
}

// Takes two signed sums out of one field element: in = value[0] + 2^lane * value[1], each in [-2^(n-1), 2^(n-1)).
//
// @param n                 width of each sum
// @param lane              position of the second sum, at least n
// @input in                field element
// @output value[2]         the sums
// @output nonNegative[2]   1 iff the sum is >= 0
// @assumes                 in is such a combination: public prices times ranged sizes, added up
// @sound                   with 2^(n-1) added to both, the first sum fills digits 0..n-1 and the second digits
//                          lane..lane+n-1; all digits are boolean and lane + n <= 252, so no other pair gives `in`
// @cost                    2n + 1
template TwoSums(n, lane) {
    assert(n > 1 && n <= lane && lane + n <= 252);
    signal input in;
    signal output value[2];
    signal output nonNegative[2];

    var half = 1 << (n - 1);
    var shifted = in + half + (half << lane);
    signal digit[2][n];
    var sum = 0;
    for (var h = 0; h < 2; h++) {
        var part = 0;
        for (var i = 0; i < n; i++) {
            // Pinned by booleanity and by the equality of the whole sum below.
            digit[h][i] <-- (shifted >> (h * lane + i)) & 1;
            digit[h][i] * (digit[h][i] - 1) === 0;
            part += digit[h][i] * (1 << i);
        }
        value[h] <== part - half;
        nonNegative[h] <== digit[h][n - 1];
        sum += part * (1 << (h * lane));
    }
    sum === shifted;
}
