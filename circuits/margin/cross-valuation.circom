pragma circom 2.2.2;

include "../lib/select.circom";
include "../market/rows.circom";
include "cross.circom";
include "../params.circom";

// Cross margin of one or more states of an account, over rows opened once.
//
// @param legs, states              capacity; states of sizes, costs and cash
// @input level                     1 for the initial margin, 0 for the maintenance margin
// @input slotDigit[][10], derivative[]    of the legs
// @input cash[], size[][], cost[][], long[][]    of each state
// @input row[][15] ... time        rows and the rest of the root (Rows)
// @input deltaGamma[] ... tier[][4]    cross section of the level (CrossHash)
// @input otherCross[]              hash of that of the other level
// @input index[][]                 tier that each notional falls in, for each state
// @output marketRoot
// @output equity[], requirement[]  25 decimals
// @assumes  level is boolean; legs are bound to a commitment, the root to a public one
// @sound    the hash of each row's section stands at the place of the level, so the other level's does not pass for it
// @cost     1,985 for each leg and 770 more for each state, 935
template CrossValuation(legs, states) {
    signal input level;
    signal input slotDigit[legs][SLOT_BITS()];
    signal input derivative[legs];
    signal input cash[states];
    signal input size[states][legs];
    signal input cost[states][legs];
    signal input long[states][legs];
    signal input row[legs][ROW_FIELDS()];
    signal input deltaGamma[legs];
    signal input vega[legs];
    signal input volUp[legs];
    signal input volDown[legs];
    signal input price[legs];
    signal input tier[legs][CROSS_TIERS()];
    signal input otherCross[legs];
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
        section[l] = CrossHash();
        section[l].deltaGamma <== deltaGamma[l];
        section[l].vega <== vega[l];
        section[l].volUp <== volUp[l];
        section[l].volDown <== volDown[l];
        section[l].price <== price[l];
        section[l].tier <== tier[l];
        sections[l] = AtLevel();
        sections[l].level <== level;
        sections[l].own <== section[l].out;
        sections[l].other <== otherCross[l];
        for (var k = 0; k < 2; k++) {
            row[l][ROW_CROSS() + k] === sections[l].out[k];
        }
    }

    component margin[states];
    for (var s = 0; s < states; s++) {
        margin[s] = CrossMargin(legs);
        margin[s].cash <== cash[s];
        margin[s].size <== size[s];
        margin[s].cost <== cost[s];
        margin[s].long <== long[s];
        margin[s].derivative <== derivative;
        for (var l = 0; l < legs; l++) {
            margin[s].underlying[l] <== row[l][ROW_UNDERLYING()];
            margin[s].terms[l] <== row[l][ROW_TERMS()];
            margin[s].settlementPrice[l] <== row[l][ROW_SETTLEMENT_PRICE()];
        }
        margin[s].deltaGamma <== deltaGamma;
        margin[s].vega <== vega;
        margin[s].volUp <== volUp;
        margin[s].volDown <== volDown;
        margin[s].price <== price;
        margin[s].tier <== tier;
        margin[s].index <== index[s];
        equity[s] <== margin[s].equity;
        requirement[s] <== margin[s].requirement;
    }
}
