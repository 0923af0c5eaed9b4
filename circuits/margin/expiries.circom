pragma circom 2.2.2;

include "../lib/compare.circom";
include "../lib/range.circom";
include "../params.circom";

// Gives each leg to the expiry it belongs to.
//
// `group[e]` is the packed terms of one expiry held by the account: discounts 36 + 36 bits, basis factor 36, expiry 32.
// All rows of an expiry carry the same packed terms, so equality of terms is equality of expiry.
//
// @param legs, groups              capacities
// @input terms[legs]               packed terms of each leg's row, 0 where it is no option
// @input group[groups]             packed terms, ascending by expiry, the unused ones 0 and first
// @output member[legs][groups]     1 iff the leg belongs to the expiry
// @output discountLong[], discountShort[], basisFactor[]    of each group
// @assumes  rows of one expiry carry the same terms, each part in its range (publisher of the table)
// @sound    used groups have strictly ascending expiries, so no expiry is split over two groups; each is the terms of
//           some leg, so none is invented; each option equals some group, so none is left out. A leg that is no option
//           meets an unused group only: both have no values
// @cost     about 160 for each group, 2 for each leg and group
template ExpiryGroups(legs, groups) {
    signal input terms[legs];
    signal input group[groups];
    signal output member[legs][groups];
    signal output discountLong[groups];
    signal output discountShort[groups];
    signal output basisFactor[groups];

    var width = FACTOR_BITS();
    component digits[groups];
    signal expiry[groups];
    for (var e = 0; e < groups; e++) {
        digits[e] = Num2Bits(3 * width + EXPIRY_BITS());
        digits[e].in <== group[e];
        var part[4];
        for (var k = 0; k < 4; k++) {
            part[k] = 0;
            for (var i = 0; i < (k < 3 ? width : EXPIRY_BITS()); i++) {
                part[k] += digits[e].out[k * width + i] * (1 << i);
            }
        }
        discountLong[e] <== part[0];
        discountShort[e] <== part[1];
        basisFactor[e] <== part[2];
        expiry[e] <== part[3];
    }

    // Ascending where used: what does not rise follows an unused group, and is unused itself.
    component rises[groups];
    for (var e = 1; e < groups; e++) {
        rises[e] = Signed(EXPIRY_BITS() + 1);
        rises[e].in <== expiry[e] - expiry[e - 1] - 1;
        (1 - rises[e].nonNegative) * expiry[e - 1] === 0;
    }

    // Every used group is some leg's: the product of the group and its differences to all legs is 0.
    signal apart[groups][legs];
    for (var e = 0; e < groups; e++) {
        for (var l = 0; l < legs; l++) {
            apart[e][l] <== (l == 0 ? group[e] : apart[e][l - 1]) * (group[e] - terms[l]);
        }
        apart[e][legs - 1] === 0;
    }

    // Every option finds its group.
    for (var l = 0; l < legs; l++) {
        var found = 0;
        for (var e = 0; e < groups; e++) {
            member[l][e] <== Equal()(terms[l], group[e]);
            found += member[l][e];
        }
        terms[l] * (1 - found) === 0;
    }
}
