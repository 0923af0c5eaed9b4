pragma circom 2.2.2;

include "../lib/compare.circom";
include "../lib/range.circom";
include "basis.circom";
include "charges.circom";
include "equity.circom";
include "expiries.circom";
include "scenarios.circom";
include "../params.circom";

// Equity and requirement of a portfolio account over rows that are already opened.
//
// W = min(0, basis, min over scenarios of the damped profit or loss);
// requirement = lossFactor * -W + charges + tiered haircuts.
//
// @param legs, groups, regular     capacities: legs, expiries, regular scenarios (two of skew follow; regular is odd)
// @input level                     1 for the initial margin, 0 for the maintenance margin
// @input cash, size[], cost[], long[], strike[]    of the opened account
// @input terms[], settlementPrice[], linearPrice[], charge[], shortCharge[], value[][]    of each leg's row
// @input group[groups]             packed terms of the expiries held
// @input haircuts                 tiered ones, scale 1e25
// @input lossFactor                of the level
// @input skew[2], shock[], damping[]    parameters
// @output equity, requirement      43 decimals; the requirement is not negative
// @assumes  level is boolean; account and rows are bound to commitment and root; publisher's ranges
// @sound    every step is an identity or a proven sign, so both outputs are functions of the inputs; the worst loss is
//           attained, not only bounded (Least)
// @cost     about 29,000 at 8 legs, 4 expiries, 33 scenarios
template PortfolioMargin(legs, groups, regular) {
    assert(regular % 2 == 1);
    var scenarios = regular + 2;
    var pairs = (scenarios + 3) \ 2;
    var g = ceilLog2(legs);
    signal input level;
    signal input cash;
    signal input size[legs];
    signal input cost[legs];
    signal input long[legs];
    signal input strike[legs];
    signal input terms[legs];
    signal input settlementPrice[legs];
    signal input linearPrice[legs];
    signal input charge[legs];
    signal input shortCharge[legs];
    signal input value[legs][pairs];
    signal input group[groups];
    signal input haircuts;
    signal input lossFactor;
    signal input skew[2];
    signal input shock[scenarios];
    signal input damping[scenarios];
    signal output equity;
    signal output requirement;

    // 1. Equity, below 2^(108+g) * 2^90, and what moves with spot: |size * price| < 2^107, their sum below 2^(107+g).
    component worth = Equity(legs);
    worth.cash <== cash;
    worth.size <== size;
    worth.cost <== cost;
    worth.settlementPrice <== settlementPrice;
    equity <== ONE_FACTOR() ** 3 * worth.equity;
    signal exposure[legs];
    var linear = 0;
    for (var l = 0; l < legs; l++) {
        exposure[l] <== size[l] * linearPrice[l];
        linear += exposure[l];
    }

    // 2. Sums over the options of each expiry, two to a field element, taken apart by their digits.
    component expiries = ExpiryGroups(legs, groups);
    expiries.terms <== terms;
    expiries.group <== group;
    signal held[groups][legs];
    signal product[groups][pairs][legs];
    component sums[groups][pairs];
    for (var e = 0; e < groups; e++) {
        for (var l = 0; l < legs; l++) {
            held[e][l] <== expiries.member[l][e] * size[l];
        }
        for (var j = 0; j < pairs; j++) {
            var sum = 0;
            for (var l = 0; l < legs; l++) {
                product[e][j][l] <== held[e][l] * value[l][j];
                sum += product[e][j][l];
            }
            sums[e][j] = TwoSums(108 + g, LANE_BITS());
            sums[e][j].in <== sum;
        }
    }

    // 3. Each expiry's change in each scenario, and its basis loss.
    component change[groups];
    component basis[groups];
    var basisSum = 0;
    for (var e = 0; e < groups; e++) {
        change[e] = ExpiryChange(legs, regular);
        for (var s = 0; s < scenarios; s++) {
            change[e].shocked[s] <== sums[e][s \ 2].value[s % 2];
            change[e].positive[s] <== sums[e][s \ 2].nonNegative[s % 2];
        }
        // The mark is the second lane beside the last scenario; basis up and down fill the last pair.
        change[e].mark <== sums[e][pairs - 2].value[1];
        change[e].discountLong <== expiries.discountLong[e];
        change[e].discountShort <== expiries.discountShort[e];
        change[e].skew <== skew;

        basis[e] = BasisLoss(legs);
        basis[e].move <== sums[e][pairs - 1].value;
        basis[e].positive <== sums[e][pairs - 1].nonNegative;
        basis[e].basisFactor <== expiries.basisFactor[e];
        basisSum += basis[e].loss;
    }

    // 4. The worst: 0, basis (below 2^(143+g) * 2^30), or a scenario (below 2^(181+g)).
    component losses = ScenarioLosses(groups, scenarios);
    losses.linear <== linear;
    for (var e = 0; e < groups; e++) {
        losses.change[e] <== change[e].change;
    }
    losses.shock <== shock;
    losses.damping <== damping;
    component worst = Least(scenarios + 2, 182 + g);
    worst.in[0] <== 0;
    worst.in[1] <== ONE_FACTOR() * basisSum;
    for (var s = 0; s < scenarios; s++) {
        worst.in[2 + s] <== losses.loss[s];
    }

    // 5. Requirement: 2^(181+g) * 2^36 + 2^(109+g) * 2^90 + 2^(137+g) * 2^60 < 2^(218+g).
    component charges = Charges(legs);
    charges.level <== level;
    charges.size <== size;
    charges.long <== long;
    charges.strike <== strike;
    charges.charge <== charge;
    charges.shortCharge <== shortCharge;
    requirement <== ONE_FACTOR() ** 2 * (ONE_FACTOR() * charges.total + haircuts) - lossFactor * worst.out;
}
