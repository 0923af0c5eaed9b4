pragma circom 2.2.2;

include "../params.circom";

// Cash and what every leg is worth: cash + sum of size * settlement price - cost.
//
// @param legs              capacity
// @input cash, size[], cost[], settlementPrice[]
// @output equity           scale 1e16, below 2^(108+g) for 2^g legs
// @assumes  the account is ranged; |settlementPrice| < 2^52 (publisher)
// @sound    |size * price| < 2^107, a sum over the legs below 2^(107+g); cash and costs below 2^(91+g): an identity on
//           integers far below r
// @cost     1 for each leg
template Equity(legs) {
    signal input cash;
    signal input size[legs];
    signal input cost[legs];
    signal input settlementPrice[legs];
    signal output equity;

    signal worth[legs];
    var sum = ONE_SIZE() * cash;
    for (var l = 0; l < legs; l++) {
        worth[l] <== size[l] * settlementPrice[l];
        sum += worth[l] - ONE_SIZE() * cost[l];
    }
    equity <== sum;
}
