pragma circom 2.2.2;

include "../lib/compare.circom";
include "../lib/hash.circom";
include "../lib/range.circom";
include "../params.circom";

// One side of a hidden fill.
//
// @input side                   1 buyer, -1 seller, 0 none
// @input instrument             of the touched leg
// @input size, cost, salt       of the fill; 0, 0 where there is none
// @input settlementPrice, band  of the instrument's row: a fill's price is at most `band` from the settlement price
// @output fill                  Poseidon(tag, instrument, size, cost, salt), 0 where there is none
// @output sizeDelta, costDelta
// @assumes  |settlementPrice|, band < 2^52; instrument is proven
// @sound    side is 0 or of square 1. A fill has a size in [1, 2^55) and a cost of 64 bits, so that buyer and seller who
//           show one `fill` gain opposite deltas of one instrument. |size * price - 1e8 * cost| < 2^108 and size * band
//           < 2^107, so both differences are below 2^109 and ranged as integers
// @cost     662
template Fill() {
    signal input side;
    signal input instrument;
    signal input size;
    signal input cost;
    signal input salt;
    signal input settlementPrice;
    signal input band;
    signal output fill;
    signal output sizeDelta;
    signal output costDelta;

    signal trades <== side * side;
    side * (1 - trades) === 0;

    component sizeRange = Unsigned(SIZE_BITS() - 1);
    sizeRange.in <== size;
    signal isNothing <== Equal()(size, 0);
    trades * isNothing === 0;
    component costRange = Signed(CASH_BITS());
    costRange.in <== cost;
    sizeDelta <== side * size;
    costDelta <== side * cost;

    component whole = Hash(4);
    whole.state <== TAG_FILL();
    whole.in <== [instrument, size, cost, salt];
    fill <== trades * whole.out;

    signal worth <== size * settlementPrice;
    signal room <== size * band;
    component above = Unsigned(109);
    component below = Unsigned(109);
    above.in <== room + worth - ONE_SIZE() * cost;
    below.in <== room - worth + ONE_SIZE() * cost;
}
