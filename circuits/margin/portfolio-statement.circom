pragma circom 2.2.2;

include "../market/parameters.circom";
include "book.circom";
include "claim.circom";
include "haircuts.circom";
include "portfolio.circom";
include "../params.circom";

// The margin statement of a portfolio account:
//
//   the account behind `commitment`, valued at `marketRoot`, has
//   equity * 10000 >= thresholdBps * requirement + 10000 * minExcess  exactly when solvent = 1.
//
// @param legs, groups, regular    capacities (see PortfolioMargin)
// @param collaterals              the first legs, which may have a tiered haircut (see Haircuts)
// @input commitment, marketRoot, thresholdBps, minExcess, solvent, context    public
// @input everything else          the opening of the account, rows and their paths, parameters
// @assumes  the verifier of the proof checks commitment, root and context against what it knows, and each public
//           signal below r; the table behind the root keeps the publisher's ranges (checkTable)
// @sound    one opening of the commitment, one row for each slot and one parameter set under the root, margin a
//           function of them; the sign of the difference of both sides is proven, so exactly one value of `solvent`
//           fits. `context` is bound as a public input: another one needs another proof
// @cost     see test/snapshots/constraints.json
template PortfolioStatement(legs, groups, regular, collaterals) {
    var scenarios = regular + 2;
    var pairs = (scenarios + 3) \ 2;
    var split = pairs - VALUES_IN_LEAF();

    signal input commitment;
    signal input marketRoot;
    signal input thresholdBps;
    signal input minExcess;
    signal input solvent;
    signal input context;

    signal input id;
    signal input owner;
    signal input sequence;
    signal input lossCheckpoint;
    signal input count;
    signal input cash;
    signal input instrument[legs];
    signal input size[legs];
    signal input cost[legs];
    signal input blinding;

    signal input underlying[legs];
    signal input terms[legs];
    signal input settlementPrice[legs];
    signal input linearPrice[legs];
    signal input charge[legs];
    signal input shortCharge[legs];
    signal input limits[legs];
    signal input value[legs][pairs];
    signal input cross[legs][2];
    signal input sizeTiers[legs][2];
    signal input price[collaterals];
    signal input tier[collaterals][SIZE_TIERS()];
    signal input index[collaterals];
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

    // 1. The parameters of the market.
    component parameters = ParametersHash(scenarios);
    parameters.version <== version;
    parameters.lossFactor <== lossFactor;
    parameters.skew <== skew;
    parameters.shock <== shock;
    parameters.damping <== damping;

    // 2. The account behind the commitment, and the rows of its legs in the market behind the root.
    component book = Book(legs, METHOD_PORTFOLIO());
    book.id <== id;
    book.owner <== owner;
    book.sequence <== sequence;
    book.lossCheckpoint <== lossCheckpoint;
    book.count <== count;
    book.cash <== cash;
    book.instrument <== instrument;
    book.size <== size;
    book.cost <== cost;
    book.blinding <== blinding;
    book.underlying <== underlying;
    book.terms <== terms;
    book.settlementPrice <== settlementPrice;
    book.linearPrice <== linearPrice;
    book.charge <== charge;
    book.shortCharge <== shortCharge;
    book.limits <== limits;
    book.cross <== cross;
    book.sizeTiers <== sizeTiers;
    book.lower <== lower;
    book.upper <== upper;
    book.top <== top;
    book.parametersHash <== parameters.out;
    book.epoch <== epoch;
    book.time <== time;
    component valuesHash[legs];
    for (var l = 0; l < legs; l++) {
        valuesHash[l] = ScenariosHash(pairs);
        for (var j = 0; j < pairs; j++) {
            if (j < split) {
                valuesHash[l].value[j] <== value[l][j];
            } else {
                book.value[l][j - split] <== value[l][j];
            }
        }
        book.scenarios[l] <== valuesHash[l].out;
    }
    commitment === book.commitment;
    marketRoot === book.marketRoot;

    // 3. One underlying beside collateral: each leg has the account's or none, and the account's is some leg's or none.
    signal other[legs];
    for (var l = 0; l < legs; l++) {
        (underlying[l] - accountUnderlying) * underlying[l] === 0;
        other[l] <== (l == 0 ? accountUnderlying : other[l - 1]) * (accountUnderlying - underlying[l]);
    }
    other[legs - 1] === 0;

    // 4. Equity and requirement.
    component haircuts = Haircuts(legs, collaterals);
    haircuts.tiered <== book.tiered;
    haircuts.instrument <== instrument;
    haircuts.size <== size;
    haircuts.price <== price;
    haircuts.tier <== tier;
    haircuts.index <== index;
    component margin = PortfolioMargin(legs, groups, regular, 0);
    margin.cash <== cash;
    margin.size <== size;
    margin.cost <== cost;
    margin.long <== book.long;
    for (var l = 0; l < legs; l++) {
        haircuts.sizeTiers[l] <== sizeTiers[l][0];
        var strike = 0;
        for (var i = 1; i < SLOT_BITS(); i++) {
            strike += book.slotDigit[l][i] * (1 << (i - 1));
        }
        margin.strike[l] <== strike;
    }
    margin.terms <== terms;
    margin.settlementPrice <== settlementPrice;
    margin.linearPrice <== linearPrice;
    margin.charge <== charge;
    margin.shortCharge <== shortCharge;
    margin.value <== value;
    margin.group <== group;
    margin.haircuts <== haircuts.total;
    margin.lossFactor <== lossFactor[0];
    margin.skew <== skew;
    margin.shock <== shock;
    margin.damping <== damping;

    // 5. The claim.
    component claim = Claim(43, 218 + ceilLog2(legs));
    claim.equity <== margin.equity;
    claim.requirement <== margin.requirement;
    claim.thresholdBps <== thresholdBps;
    claim.minExcess <== minExcess;
    solvent === claim.solvent;

    // 6. The context takes part in no other constraint.
    signal bound <== context * context;
}
