pragma circom 2.2.2;

include "../lib/range.circom";
include "../params.circom";
include "equity.circom";
include "groups.circom";
include "tiers.circom";

// Cross margin over rows that are already opened: legs net per underlying through their Greeks.
//
// requirement = sum over underlyings of |D| + max(0, -G), over expiries of max(0, -N) * volUp + max(0, N) * volDown,
// and over derivatives of their liquidity add-on; equity has each collateral at its haircut. D and G sum what legs gain
// over the move (linear and even part), N sums vega.
//
// @param legs                     capacity: legs, and as many underlyings and expiries
// @input cash, size[], cost[], long[]    of the opened account
// @input derivative[legs]         1 iff the leg is no collateral
// @input underlying[], terms[], settlementPrice[]    of each leg's row
// @input deltaGamma[], vega[], volUp[], volDown[], price[], tier[][4]    cross section of the level
// @input index[legs]              tier that each notional falls in
// @output equity, requirement     25 decimals
// @assumes  account and rows are bound to commitment and root; publisher's ranges; rows of one expiry carry the same
//           terms and moves of volatility
// @sound    D and G, below 2^(107+g), are taken out of two lanes by their digits, and N is ranged, so all signs are
//           proven; a requirement is below 2^(145+g), equity below 2^(139+g)
// @cost     about 770 for each of 8 legs, hashes left out
template CrossMargin(legs) {
    var width = 108 + ceilLog2(legs);
    signal input cash;
    signal input size[legs];
    signal input cost[legs];
    signal input long[legs];
    signal input derivative[legs];
    signal input underlying[legs];
    signal input terms[legs];
    signal input settlementPrice[legs];
    signal input deltaGamma[legs];
    signal input vega[legs];
    signal input volUp[legs];
    signal input volDown[legs];
    signal input price[legs];
    signal input tier[legs][CROSS_TIERS()];
    signal input index[legs];
    signal output equity;
    signal output requirement;

    component worth = Equity(legs);
    worth.cash <== cash;
    worth.size <== size;
    worth.cost <== cost;
    worth.settlementPrice <== settlementPrice;

    // 1. Haircuts and liquidity add-ons.
    component tiers[legs];
    signal addOn[legs];
    var haircuts = 0;
    var required = 0;
    for (var l = 0; l < legs; l++) {
        tiers[l] = SizeTiers(CROSS_TIERS());
        tiers[l].price <== price[l];
        tiers[l].tier <== tier[l];
        tiers[l].index <== index[l];
        tiers[l].magnitude <== (2 * long[l] - 1) * size[l];
        addOn[l] <== derivative[l] * tiers[l].charge;
        required += addOn[l];
        haircuts += tiers[l].charge - addOn[l];
    }

    // 2. The move of each underlying, and the volatility of each of its expiries.
    component moves = GroupSums(legs);
    component vegas = GroupSums(legs);
    for (var l = 0; l < legs; l++) {
        moves.key[l] <== underlying[l];
        moves.value[l] <== size[l] * deltaGamma[l];
        vegas.key[l] <== terms[l] + underlying[l] * (1 << (3 * FACTOR_BITS() + EXPIRY_BITS()));
        vegas.value[l] <== size[l] * vega[l];
    }

    // 3. What they ask for, by proven signs.
    component sums[legs];
    component vegaSign[legs];
    signal linear[legs];
    signal even[legs];
    signal short[legs];
    signal onShort[legs];
    signal onLong[legs];
    for (var l = 0; l < legs; l++) {
        sums[l] = TwoSums(width, LANE_BITS());
        sums[l].in <== moves.sum[l];
        linear[l] <== (2 * sums[l].nonNegative[0] - 1) * sums[l].value[0];
        even[l] <== (sums[l].nonNegative[1] - 1) * sums[l].value[1];

        vegaSign[l] = Signed(width);
        vegaSign[l].in <== vegas.sum[l];
        short[l] <== (vegaSign[l].nonNegative - 1) * vegas.sum[l];
        onShort[l] <== short[l] * volUp[l];
        onLong[l] <== (vegas.sum[l] + short[l]) * volDown[l];
        required += ONE_FACTOR() * (linear[l] + even[l]) + onShort[l] + onLong[l];
    }

    equity <== ONE_FACTOR() * worth.equity - haircuts;
    requirement <== required;
}
