pragma circom 2.2.2;

include "../lib/compare.circom";
include "../lib/range.circom";
include "../params.circom";

// What a market lets a change do to an instrument, unpacked.
//
// @input limits                 of the instrument's row: reduce-only, frozen, largest size, fill band
// @output reduceOnly            1 iff positions can only be reduced
// @output frozen                1 iff the row is a settlement row
// @output largest               largest |size| of an account
// @output band                  largest distance of a fill's price from the settlement price
// @sound    1 + 1 + 55 + 52 digits are the only ones below 2^109
// @cost     109
template Limits() {
    signal input limits;
    signal output reduceOnly;
    signal output frozen;
    signal output largest;
    signal output band;

    component digits = Num2Bits(LIMITS_BITS());
    digits.in <== limits;
    reduceOnly <== digits.out[0];
    frozen <== digits.out[1];
    var size = 0;
    for (var i = 0; i < SIZE_BITS() - 1; i++) {
        size += digits.out[2 + i] * (1 << i);
    }
    largest <== size;
    var price = 0;
    for (var i = 0; i < PRICE_BITS(); i++) {
        price += digits.out[1 + SIZE_BITS() + i] * (1 << i);
    }
    band <== price;
}

// Whether a change brings a leg closer to 0; one that does not needs room.
//
// @input reduceOnly, largest    limits of the instrument
// @input size, long             of the leg before, with its sign
// @input newSize, newLong       after
// @output reduces               1 iff the size keeps its side, or becomes 0, and does not grow
// @assumes  sizes are ranged with proven signs; a size of 0 is long
// @sound    magnitudes are at most 2^55, so the sign of their difference is proven in 57 digits. Without `reduces` the
//           instrument is not reduce-only and `largest` less the new magnitude is not negative
// @cost     124
template Room() {
    signal input reduceOnly;
    signal input largest;
    signal input size;
    signal input long;
    signal input newSize;
    signal input newLong;
    signal output reduces;

    signal magnitude <== (2 * long - 1) * size;
    signal newMagnitude <== (2 * newLong - 1) * newSize;
    component shrinks = Signed(SIZE_BITS() + 1);
    shrinks.in <== magnitude - newMagnitude;
    // A size of 0 counts as long; from a short leg it has not changed sides.
    signal isZero <== Equal()(newSize, 0);
    signal both <== long * newLong;
    signal stays <== 1 - (long + newLong - 2 * both) * (1 - isZero);
    reduces <== stays * shrinks.nonNegative;

    (1 - reduces) * reduceOnly === 0;
    component room = Unsigned(SIZE_BITS());
    room.in <== (1 - reduces) * (largest - newMagnitude);
}
