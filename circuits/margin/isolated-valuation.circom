pragma circom 2.2.2;

include "../lib/select.circom";
include "../market/rows.circom";
include "isolated.circom";
include "../params.circom";

// Isolated margin of one or more states of an account, over rows opened once.
//
// @param legs, states              capacity; states of sizes, costs and cash
// @input level                     1 for the initial margin, 0 for the maintenance margin
// @input slotDigit[][10], derivative[]    of the legs
// @input cash[], size[][], cost[][], long[][]    of each state
// @input row[][15] ... time        rows and the rest of the root (Rows)
// @input price[], tier[][12]       size tiers of the level
// @input otherSizeTiers[]          hash of those of the other level
// @input index[][]                 tier that each notional falls in, for each state
// @output marketRoot
// @output equity[], requirement[]  25 decimals
// @assumes  level is boolean; legs are bound to a commitment, the root to a public one
// @sound    the hash of each row's tiers stands at the place of the level, so the other level's do not pass for them
// @cost     2,085 for each leg and 415 more for each further state, 935
template IsolatedValuation(legs, states) {
    signal input level;
    signal input slotDigit[legs][SLOT_BITS()];
    signal input derivative[legs];
    signal input cash[states];
    signal input size[states][legs];
    signal input cost[states][legs];
    signal input long[states][legs];
    signal input row[legs][ROW_FIELDS()];
    signal input price[legs];
    signal input tier[legs][SIZE_TIERS()];
    signal input otherSizeTiers[legs];
    signal input index[states][legs];
    signal input lower[legs][1 << NODE_BITS()];
    signal input upper[legs][1 << NODE_BITS()];
    signal input top[1 << TOP_BITS()];
    signal input parametersHash;
    signal input epoch;
    signal input time;
    signal output marketRoot;
    signal output equity[states];
    signal output requirement[states];

    component rows = Rows(legs);
    rows.slotDigit <== slotDigit;
    rows.row <== row;
    rows.lower <== lower;
    rows.upper <== upper;
    rows.top <== top;
    rows.parametersHash <== parametersHash;
    rows.epoch <== epoch;
    rows.time <== time;
    marketRoot <== rows.marketRoot;

    component section[legs];
    component sections[legs];
    for (var l = 0; l < legs; l++) {
        section[l] = SizeTiersHash();
        section[l].price <== price[l];
        section[l].tier <== tier[l];
        sections[l] = AtLevel();
        sections[l].level <== level;
        sections[l].own <== section[l].out;
        sections[l].other <== otherSizeTiers[l];
        for (var k = 0; k < 2; k++) {
            row[l][ROW_SIZE_TIERS() + k] === sections[l].out[k];
        }
    }

    component margin[states];
    for (var s = 0; s < states; s++) {
        margin[s] = IsolatedMargin(legs);
        margin[s].cash <== cash[s];
        margin[s].size <== size[s];
        margin[s].cost <== cost[s];
        margin[s].long <== long[s];
        margin[s].derivative <== derivative;
        for (var l = 0; l < legs; l++) {
            margin[s].terms[l] <== row[l][ROW_TERMS()];
            margin[s].settlementPrice[l] <== row[l][ROW_SETTLEMENT_PRICE()];
        }
        margin[s].price <== price;
        margin[s].tier <== tier;
        margin[s].index <== index[s];
        equity[s] <== margin[s].equity;
        requirement[s] <== margin[s].requirement;
    }
}
