pragma circom 2.2.2;

include "../lib/range.circom";
include "../params.circom";
include "equity.circom";
include "tiers.circom";

// Isolated margin over rows that are already opened: at most one perpetual or future beside collateral.
//
// requirement = its charge by size tiers; equity has each collateral at its haircut, a charge by size tiers too.
//
// @param legs                     capacity
// @input cash, size[], cost[], long[]    of the opened account
// @input derivative[legs]         1 iff the leg is no collateral
// @input terms[], settlementPrice[]      of each leg's row
// @input price[], tier[][12]      size tiers of the level
// @input index[legs]              tier that each notional falls in
// @output equity, requirement     25 decimals
// @assumes  account and rows are bound to commitment and root; publisher's ranges
// @sound    derivative is boolean, so their sum is 0 or 1 by the product; one with terms is an option and has no proof;
//           |size| is size times its proven sign; a charge is below 2^137, a sum of haircuts below 2^(137+g), equity
//           below 2^(139+g)
// @cost     415 for each leg
template IsolatedMargin(legs) {
    signal input cash;
    signal input size[legs];
    signal input cost[legs];
    signal input long[legs];
    signal input derivative[legs];
    signal input terms[legs];
    signal input settlementPrice[legs];
    signal input price[legs];
    signal input tier[legs][SIZE_TIERS()];
    signal input index[legs];
    signal output equity;
    signal output requirement;

    component worth = Equity(legs);
    worth.cash <== cash;
    worth.size <== size;
    worth.cost <== cost;
    worth.settlementPrice <== settlementPrice;

    component tiers[legs];
    signal margin[legs];
    var held = 0;
    var haircuts = 0;
    var required = 0;
    for (var l = 0; l < legs; l++) {
        tiers[l] = SizeTiers(SIZE_TIERS());
        tiers[l].price <== price[l];
        tiers[l].tier <== tier[l];
        tiers[l].index <== index[l];
        tiers[l].magnitude <== (2 * long[l] - 1) * size[l];
        margin[l] <== derivative[l] * tiers[l].charge;

        derivative[l] * terms[l] === 0;
        held += derivative[l];
        required += margin[l];
        haircuts += tiers[l].charge - margin[l];
    }
    held * (held - 1) === 0;

    equity <== ONE_FACTOR() * worth.equity - haircuts;
    requirement <== required;
}
