pragma circom 2.2.2;

include "../market/parameters.circom";
include "../market/rows.circom";
include "haircuts.circom";
include "portfolio.circom";
include "../params.circom";

// Portfolio margin of one or more states of an account, over rows opened once.
//
// @param legs, groups, regular     capacities (see PortfolioMargin)
// @param collaterals               the first legs, which may have a tiered haircut (see Haircuts)
// @param states                    states of sizes, costs and cash
// @input level                     1 for the initial margin, 0 for the maintenance margin
// @input slotDigit[][10], tiered[], instrument[]    of the legs
// @input cash[], size[][], cost[][], long[][]    of each state
// @input row[][15] ... time        rows and the rest of the root (Rows), parameters (ParametersHash)
// @input value[][pairs]            all pairs of values of each row
// @input price[], tier[][12]       size tiers of the level, of the first legs
// @input index[][]                 tier that each notional falls in, for each state
// @input group[], accountUnderlying    expiries (ExpiryGroups) and the one underlying of the legs
// @output marketRoot
// @output equity[], requirement[]  43 decimals
// @assumes  level is boolean; legs are bound to a commitment, the root to a public one
// @sound    values are those in the leaf and behind its hash; each leg has the account's underlying or none, and that is
//           some leg's or none; tiers and loss factor are taken at the place of the level
// @cost     about 2,140 for each leg, 3,900, and a PortfolioMargin with its haircuts for each state
template PortfolioValuation(legs, groups, regular, collaterals, states) {
    var scenarios = regular + 2;
    var pairs = (scenarios + 3) \ 2;
    var split = pairs - VALUES_IN_LEAF();
    signal input level;
    signal input slotDigit[legs][SLOT_BITS()];
    signal input tiered[legs];
    signal input instrument[legs];
    signal input cash[states];
    signal input size[states][legs];
    signal input cost[states][legs];
    signal input long[states][legs];
    signal input row[legs][ROW_FIELDS()];
    signal input value[legs][pairs];
    signal input price[collaterals];
    signal input tier[collaterals][SIZE_TIERS()];
    signal input index[states][collaterals];
    signal input lower[legs][1 << NODE_BITS()];
    signal input upper[legs][1 << NODE_BITS()];
    signal input top[1 << TOP_BITS()];
    signal input group[groups];
    signal input accountUnderlying;
    signal input version;
    signal input lossFactor[2];
    signal input skew[2];
    signal input shock[scenarios];
    signal input damping[scenarios];
    signal input epoch;
    signal input time;
    signal output marketRoot;
    signal output equity[states];
    signal output requirement[states];

    // 1. Rows with their values, and parameters, behind the root.
    component parameters = ParametersHash(scenarios);
    parameters.version <== version;
    parameters.lossFactor <== lossFactor;
    parameters.skew <== skew;
    parameters.shock <== shock;
    parameters.damping <== damping;
    component rows = Rows(legs);
    rows.slotDigit <== slotDigit;
    rows.row <== row;
    rows.lower <== lower;
    rows.upper <== upper;
    rows.top <== top;
    rows.parametersHash <== parameters.out;
    rows.epoch <== epoch;
    rows.time <== time;
    marketRoot <== rows.marketRoot;
    component valuesHash[legs];
    for (var l = 0; l < legs; l++) {
        valuesHash[l] = ScenariosHash(pairs);
        for (var j = 0; j < pairs; j++) {
            if (j < split) {
                valuesHash[l].value[j] <== value[l][j];
            } else {
                row[l][ROW_VALUES() + j - split] === value[l][j];
            }
        }
        row[l][ROW_SCENARIOS()] === valuesHash[l].out;
    }

    // 2. One underlying beside collateral.
    signal other[legs];
    for (var l = 0; l < legs; l++) {
        var of = row[l][ROW_UNDERLYING()];
        (of - accountUnderlying) * of === 0;
        other[l] <== (l == 0 ? accountUnderlying : other[l - 1]) * (accountUnderlying - of);
    }
    other[legs - 1] === 0;

    // 3. What the level picks.
    signal factorOfLevel <== lossFactor[0] + level * (lossFactor[1] - lossFactor[0]);
    signal tiersOfLevel[legs];
    for (var l = 0; l < legs; l++) {
        var maintenance = row[l][ROW_SIZE_TIERS()];
        tiersOfLevel[l] <== maintenance + level * (row[l][ROW_SIZE_TIERS() + 1] - maintenance);
    }

    // 4. The margin of each state.
    component haircuts[states];
    component margin[states];
    for (var s = 0; s < states; s++) {
        haircuts[s] = Haircuts(legs, collaterals);
        haircuts[s].tiered <== tiered;
        haircuts[s].instrument <== instrument;
        haircuts[s].size <== size[s];
        haircuts[s].sizeTiers <== tiersOfLevel;
        haircuts[s].price <== price;
        haircuts[s].tier <== tier;
        haircuts[s].index <== index[s];

        margin[s] = PortfolioMargin(legs, groups, regular);
        margin[s].level <== level;
        margin[s].cash <== cash[s];
        margin[s].size <== size[s];
        margin[s].cost <== cost[s];
        margin[s].long <== long[s];
        for (var l = 0; l < legs; l++) {
            var strike = 0;
            for (var i = 1; i < SLOT_BITS(); i++) {
                strike += slotDigit[l][i] * (1 << (i - 1));
            }
            margin[s].strike[l] <== strike;
            margin[s].terms[l] <== row[l][ROW_TERMS()];
            margin[s].settlementPrice[l] <== row[l][ROW_SETTLEMENT_PRICE()];
            margin[s].linearPrice[l] <== row[l][ROW_LINEAR_PRICE()];
            margin[s].charge[l] <== row[l][ROW_CHARGE()];
            margin[s].shortCharge[l] <== row[l][ROW_SHORT_CHARGE()];
        }
        margin[s].value <== value;
        margin[s].group <== group;
        margin[s].haircuts <== haircuts[s].total;
        margin[s].lossFactor <== factorOfLevel;
        margin[s].skew <== skew;
        margin[s].shock <== shock;
        margin[s].damping <== damping;
        equity[s] <== margin[s].equity;
        requirement[s] <== margin[s].requirement;
    }
}
