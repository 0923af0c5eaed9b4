pragma circom 2.2.2;

// The one-hot vector of a number given by its bits.
//
// @param bits              1 to 4
// @input digit[bits]       boolean, least first
// @output out[2^bits]      1 at the place of the number, else 0
// @assumes                 digits are boolean
// @sound                   each entry is the product of the digits, or of their complements, that spell its index
// @cost                    at most 2^(bits+1)
template OneHot(bits) {
    signal input digit[bits];
    signal output out[1 << bits];

    // Each digit splits every entry in two: the part where it is 1 and what is left.
    signal part[bits + 1][1 << bits];
    part[0][0] <== 1;
    for (var b = 0; b < bits; b++) {
        for (var i = 0; i < (1 << b); i++) {
            part[b + 1][i + (1 << b)] <== part[b][i] * digit[b];
            part[b + 1][i] <== part[b][i] - part[b + 1][i + (1 << b)];
        }
    }
    for (var i = 0; i < (1 << bits); i++) {
        out[i] <== part[bits][i];
    }
}

// The entry of a vector at the place that a one-hot vector marks.
//
// @param n        length
// @input in[n]    field elements
// @input hot[n]   one-hot
// @output out     in at the marked place
// @assumes        hot is one-hot
// @sound          a sum of products of which one has the factor 1 and the others 0
// @cost           n
template Pick(n) {
    signal input in[n];
    signal input hot[n];
    signal output out;

    signal product[n];
    var sum = 0;
    for (var i = 0; i < n; i++) {
        product[i] <== in[i] * hot[i];
        sum += product[i];
    }
    out <== sum;
}

// The vector that starts with `count` ones.
//
// @param n        length
// @input count    0 to n
// @output out[n]  1 for the first `count` places, else 0
// @sound          entries are boolean, never rise, and sum to `count`: only one vector does
// @cost           2n
template Prefix(n) {
    signal input count;
    signal output out[n];

    // Pinned by the three constraints below.
    var sum = 0;
    for (var i = 0; i < n; i++) {
        out[i] <-- i < count ? 1 : 0;
        out[i] * (out[i] - 1) === 0;
        if (i > 0) {
            (1 - out[i - 1]) * out[i] === 0;
        }
        sum += out[i];
    }
    sum === count;
}

// The one-hot vector of a number below n.
//
// @param n        length
// @input index    0 to n - 1
// @output out[n]  1 at the place of the number, else 0
// @sound          out[i] is 0 unless index = i, so at most one entry is not 0, and it is 1 because all sum to 1
// @cost           n + 1
template Indicator(n) {
    signal input index;
    signal output out[n];

    // Pinned by the constraints below.
    var sum = 0;
    for (var i = 0; i < n; i++) {
        out[i] <-- i == index ? 1 : 0;
        out[i] * (index - i) === 0;
        sum += out[i];
    }
    sum === 1;
}

// What stands at the two levels of something: `own` at the place of the level, `other` at the other one.
//
// @input level        0 or 1
// @input own, other   field elements
// @output out[2]      [own, other] at level 0, [other, own] at level 1
// @assumes            level is boolean
// @sound              an identity
// @cost               1
template AtLevel() {
    signal input level;
    signal input own;
    signal input other;
    signal output out[2];

    signal swapped <== level * (other - own);
    out <== [own + swapped, other - swapped];
}
