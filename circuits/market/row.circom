pragma circom 2.2.2;

include "../lib/hash.circom";
include "../params.circom";

// Pairs of values that stand in the leaf itself; the others are hashed on their own.
function VALUES_IN_LEAF() { return 3; }

// The leaf of one row of the market table. What a method reads alone is hashed on its own, so the others pay for one
// element of it; a section of 0, which is no known hash, says that the method does not take the instrument.
//
// @input underlying         0 for collateral that fits every account
// @input terms              expiry and its discounts, 0 for an instrument that is not an option
// @input settlementPrice    values the position; signed
// @input linearPrice        multiplied by scenario shocks
// @input charge             lanes (maintenance, initial), per unit of |size|
// @input shortCharge        lanes (maintenance, initial), per unit of naked short size
// @input limits             largest size and reduce-only flag; no margin reads it
// @input value[3]           last pairs of values: last scenario and mark, basis up and down
// @input scenarios          hash of the other pairs
// @input cross[2]           hash of the cross section at each level (maintenance, initial)
// @input sizeTiers[2]       hash of the size tiers at each level
// @output leaf
// @sound    fixed length and tag, so a leaf has one preimage that anyone can find
// @cost     609
template RowLeaf() {
    signal input underlying;
    signal input terms;
    signal input settlementPrice;
    signal input linearPrice;
    signal input charge;
    signal input shortCharge;
    signal input limits;
    signal input value[VALUES_IN_LEAF()];
    signal input scenarios;
    signal input cross[2];
    signal input sizeTiers[2];
    signal output leaf;

    component row = Hash(12 + VALUES_IN_LEAF());
    row.state <== TAG_ROW();
    row.in <== [
        underlying, terms, settlementPrice, linearPrice, charge, shortCharge, limits,
        value[0], value[1], value[2],
        scenarios, cross[0], cross[1], sizeTiers[0], sizeTiers[1]
    ];
    leaf <== row.out;
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
