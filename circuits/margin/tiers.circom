pragma circom 2.2.2;

include "../lib/compare.circom";
include "../lib/range.circom";
include "../lib/select.circom";
include "../params.circom";

// Charge of a position by size tiers: rate * notional - deduction of the tier that its notional falls in. The rates
// rise and the deductions make the charge continuous, so it is the largest over all tiers.
//
// A tier is packed as rate (30 bits), floor (36), floor of the next tier or 0 for the last (36), deduction (66): whole
// units of the quote currency for the floors, rate and deduction with 9 decimals. Unused places repeat the last tier.
//
// @param tiers            places
// @input price            risk price
// @input tier[tiers]      packed tiers
// @input index            place of the tier that the notional falls in
// @input magnitude        |size|, at most 2^55
// @output charge          scale 1e25, below 2^137
// @assumes  price < 2^52; floors start at 0 and rise, each next is the floor that follows, rates do not fall,
//           deductions follow from both (publisher of the table)
// @sound    the notional, below 2^107, is at or above the floor and at or below the next by ranges of 108 bits, and at
//           a floor both tiers charge the same: the charge is a function of price, tiers and size whatever the index
// @cost     24 + 168 + 218 for 12 places
template SizeTiers(tiers) {
    signal input price;
    signal input tier[tiers];
    signal input index;
    signal input magnitude;
    signal output charge;

    signal notional <== magnitude * price;

    component place = Indicator(tiers);
    place.index <== index;
    component chosen = Pick(tiers);
    chosen.in <== tier;
    chosen.hot <== place.out;

    component digits = Num2Bits(2 * RATE_BITS() + 3 * FLOOR_BITS());
    digits.in <== chosen.out;
    var width[4] = [RATE_BITS(), FLOOR_BITS(), FLOOR_BITS(), RATE_BITS() + FLOOR_BITS()];
    var part[4];
    var bit = 0;
    for (var k = 0; k < 4; k++) {
        part[k] = 0;
        for (var i = 0; i < width[k]; i++) {
            part[k] += digits.out[bit] * (1 << i);
            bit += 1;
        }
    }
    signal rate <== part[0];
    signal next <== part[2];

    // One unit of the quote currency is 1e16 at the scale of the notional. The last tier has no end.
    var unit = ONE_SIZE() ** 2;
    signal last <== Equal()(next, 0);
    component above = Unsigned(108);
    above.in <== notional - unit * part[1];
    component below = Unsigned(108);
    below.in <== unit * next + (1 << 107) * last - notional;

    charge <== rate * notional - unit * part[3];
}
