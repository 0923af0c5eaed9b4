pragma circom 2.2.2;

include "circomlib/circuits/babyjub.circom";
include "circomlib/circuits/bitify.circom";
include "circomlib/circuits/escalarmulany.circom";
include "circomlib/circuits/escalarmulfix.circom";

// Baby Jubjub, with points known by their y alone: P and -P have one y, and so have their multiples.

// The digits of a field element as the number below r that it is.
//
// @input in           field element
// @output out[254]    its digits, least first
// @sound              254 digits could spell in + r as well; the alias check refuses that
// @cost               516
template FieldDigits() {
    signal input in;
    signal output out[254];

    out <== Num2Bits_strict()(in);
}

// y of a multiple of the base point.
//
// @input digit[254]   boolean, least first: the scalar
// @output y
// @assumes            nobody chooses the scalar: it is a hash
// @sound              fixed-base multiplication of circomlib; a window that meets its own sum, where the slope of an
//                     addition is open, needs a scalar that no known input hashes to
// @cost               about 530
template BaseMultiple() {
    signal input digit[254];
    signal output y;

    var BASE[2] = [
        5299619240641551281634865583518297030282874472190772894086521144482721001553,
        16950150798460657717958625567821834550301663161624707787222815936182638968203
    ];
    component multiple = EscalarMulFix(254, BASE);
    multiple.e <== digit;
    y <== multiple.out[1];
}

// y of a multiple of 8 * P, for the P of either sign that has this y.
//
// @input digit[254]   boolean, least first: the scalar
// @input key          y of P
// @input keyX         x of P, of either sign
// @output y
// @assumes            nobody chooses the scalar: it is a hash
// @sound              P is on the curve, so 8 * P is in the subgroup of prime order; it is not the identity, the only
//                     point there whose x is 0. -P gives -8 * P and the same y. Additions are complete on the curve; the
//                     ladder starts from a point of prime order and doubles it, so no partial sum meets the point to add
// @cost               about 2,350
template KeyMultiple() {
    signal input digit[254];
    signal input key;
    signal input keyX;
    signal output y;

    BabyCheck()(keyX, key);
    component doubled[3];
    for (var i = 0; i < 3; i++) {
        doubled[i] = BabyDbl();
        doubled[i].x <== i == 0 ? keyX : doubled[i - 1].xout;
        doubled[i].y <== i == 0 ? key : doubled[i - 1].yout;
    }
    // Pinned by the product: only the inverse fits.
    signal inverse <-- doubled[2].xout == 0 ? 0 : 1 / doubled[2].xout;
    inverse * doubled[2].xout === 1;

    component multiple = EscalarMulAny(254);
    multiple.e <== digit;
    multiple.p[0] <== doubled[2].xout;
    multiple.p[1] <== doubled[2].yout;
    y <== multiple.out[1];
}
