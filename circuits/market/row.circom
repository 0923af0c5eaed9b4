pragma circom 2.2.2;

include "../lib/hash.circom";
include "../params.circom";

// Pairs of values that stand in the leaf itself; the others are hashed on their own.
function VALUES_IN_LEAF() { return 3; }

// The leaf of one row of the market table.
//
// @param pairs              pairs of values: two field lanes each hold a scenario value, the mark or a basis move
// @input underlying         0 for collateral that fits every account
// @input terms              expiry and its discounts, 0 for an instrument that is not an option
// @input settlementPrice    values the position; signed
// @input linearPrice        multiplied by scenario shocks
// @input charge             lanes (maintenance, initial), per unit of |size|
// @input shortCharge        lanes (maintenance, initial), per unit of naked short size
// @input limits             largest size and reduce-only flag; not read here
// @input value[pairs]       scenario values, mark, basis up, basis down, in pairs of lanes
// @input crossSection, isolatedSection    hashes of what the other methods read; not read here
// @output leaf
// @sound    fixed lengths and tags, so a leaf has one preimage that anyone can find
// @cost     1,152 for 18 pairs
template RowLeaf(pairs) {
    assert(pairs > VALUES_IN_LEAF());
    signal input underlying;
    signal input terms;
    signal input settlementPrice;
    signal input linearPrice;
    signal input charge;
    signal input shortCharge;
    signal input limits;
    signal input value[pairs];
    signal input crossSection;
    signal input isolatedSection;
    signal output leaf;

    var split = pairs - VALUES_IN_LEAF();
    component scenarios = Hash(split);
    scenarios.state <== TAG_SCENARIOS();
    for (var j = 0; j < split; j++) {
        scenarios.in[j] <== value[j];
    }

    component row = Hash(10 + VALUES_IN_LEAF());
    row.state <== TAG_ROW();
    row.in <== [
        underlying, terms, settlementPrice, linearPrice, charge, shortCharge, limits,
        value[split], value[split + 1], value[split + 2],
        scenarios.out, crossSection, isolatedSection
    ];
    leaf <== row.out;
}
