pragma circom 2.2.2;

include "../lib/hash.circom";
include "../params.circom";

// Pairs of values that stand in the leaf itself; the others are hashed on their own.
function VALUES_IN_LEAF() { return 3; }

// The leaf of one row of the market table. What a method reads alone is hashed on its own, so the others pay for one
// element of it; a section of 0, which is no known hash, says that the method does not take the instrument.
//
// @input row[15]      in the order of ROW_UNDERLYING() and its like:
//   underlying        0 for collateral that fits every account
//   terms             expiry and its discounts, 0 for an instrument that is not an option
//   settlementPrice   values the position; signed
//   linearPrice       multiplied by scenario shocks
//   charge            lanes (maintenance, initial), per unit of |size|
//   shortCharge       lanes (maintenance, initial), per unit of naked short size
//   limits            what a change may do (Limits); no margin reads it
//   value[3]          last pairs of values: last scenario and mark, basis up and down
//   scenarios         hash of the other pairs
//   cross[2]          hash of the cross section at each level (maintenance, initial)
//   sizeTiers[2]      hash of the size tiers at each level
// @output leaf
// @sound    fixed length and tag, so a leaf has one preimage that anyone can find
// @cost     609
template RowLeaf() {
    signal input row[ROW_FIELDS()];
    signal output leaf;

    component whole = Hash(ROW_FIELDS());
    whole.state <== TAG_ROW();
    whole.in <== row;
    leaf <== whole.out;
}

// Hash of the pairs of scenario values that do not stand in the leaf.
//
// @param pairs          all pairs of a row: two field lanes each hold a scenario value, the mark or a basis move
// @input value[pairs]
// @output out
// @sound    fixed length and tag
// @cost     609 for 18 pairs
template ScenariosHash(pairs) {
    assert(pairs > VALUES_IN_LEAF());
    signal input value[pairs - VALUES_IN_LEAF()];
    signal output out;

    component whole = Hash(pairs - VALUES_IN_LEAF());
    whole.state <== TAG_SCENARIOS();
    whole.in <== value;
    out <== whole.out;
}

// Hash of the size tiers of a row at one level.
//
// @input price             risk price, by which a size is measured
// @input tier[12]          packed tiers (see SizeTiers)
// @output out
// @sound    fixed length and tag
// @cost     555
template SizeTiersHash() {
    signal input price;
    signal input tier[SIZE_TIERS()];
    signal output out;

    component whole = Hash(1 + SIZE_TIERS());
    whole.state <== TAG_SIZE_TIERS();
    whole.in[0] <== price;
    for (var k = 0; k < SIZE_TIERS(); k++) {
        whole.in[1 + k] <== tier[k];
    }
    out <== whole.out;
}

// Hash of what the cross method reads of a row at one level.
//
// @input deltaGamma        lanes: change of value over the move, its linear and its even part, per unit
// @input vega              change of value per 1.00 of volatility, per unit
// @input volUp, volDown    moves of volatility
// @input price, tier[4]    size tiers: liquidity add-on or haircut
// @output out
// @sound    fixed length and tag
// @cost     455
template CrossHash() {
    signal input deltaGamma;
    signal input vega;
    signal input volUp;
    signal input volDown;
    signal input price;
    signal input tier[CROSS_TIERS()];
    signal output out;

    component whole = Hash(5 + CROSS_TIERS());
    whole.state <== TAG_CROSS();
    whole.in <== [deltaGamma, vega, volUp, volDown, price, tier[0], tier[1], tier[2], tier[3]];
    out <== whole.out;
}
