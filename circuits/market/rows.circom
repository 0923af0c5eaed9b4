pragma circom 2.2.2;

include "row.circom";
include "tree.circom";
include "../params.circom";

// The rows of some slots of the market table behind a root.
//
// What a method reads of a row alone comes as a hash, which the caller binds to what it reads.
//
// @param legs                      number of rows
// @input slotDigit[][10]           bits of each slot
// @input row[][15]                 rows (RowLeaf)
// @input lower[][8], upper[][8], top[16]    their paths (RowMembership)
// @input parametersHash, epoch, time        the rest of the root
// @output marketRoot
// @assumes  digits are boolean; the caller compares the root with a public one
// @sound    one row for each slot under the root; slot 0, which an unused leg opens, is all zeros
// @cost     1,530 for each row, 935
template Rows(legs) {
    var nodes = 1 << NODE_BITS();
    signal input slotDigit[legs][SLOT_BITS()];
    signal input row[legs][ROW_FIELDS()];
    signal input lower[legs][nodes];
    signal input upper[legs][nodes];
    signal input top[1 << TOP_BITS()];
    signal input parametersHash;
    signal input epoch;
    signal input time;
    signal output marketRoot;

    component leaf[legs];
    component membership[legs];
    for (var l = 0; l < legs; l++) {
        leaf[l] = RowLeaf();
        leaf[l].row <== row[l];
        membership[l] = RowMembership();
        membership[l].digit <== slotDigit[l];
        membership[l].leaf <== leaf[l].leaf;
        membership[l].lower <== lower[l];
        membership[l].upper <== upper[l];
        membership[l].top <== top;
    }

    component market = MarketRoot();
    market.top <== top;
    market.parametersHash <== parametersHash;
    market.epoch <== epoch;
    market.time <== time;
    marketRoot <== market.root;
}
