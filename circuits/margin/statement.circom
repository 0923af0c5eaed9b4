pragma circom 2.2.2;

include "../account/opening.circom";
include "../market/parameters.circom";
include "../market/row.circom";
include "../market/tree.circom";
include "claim.circom";
include "portfolio.circom";
include "../params.circom";

// The margin statement of a portfolio account:
//
//   the account behind `commitment`, valued at `marketRoot`, has
//   equity * 10000 >= thresholdBps * requirement + 10000 * minExcess  exactly when solvent = 1.
//
// @param legs, groups, regular    capacities (see PortfolioMargin)
// @input commitment, marketRoot, thresholdBps, minExcess, solvent, context    public
// @input everything else          the opening of the account, rows and their paths, parameters
// @assumes  the verifier of the proof checks commitment, root and context against what it knows, and each public
//           signal below r; the table behind the root keeps the publisher's ranges (checkTable)
// @sound    one opening of the commitment, one row for each slot and one parameter set under the root, margin a function
//           of them; the difference of both sides is below 2^(243+g) and its sign is proven, so exactly one value of
//           `solvent` fits. `context` is bound as a public input: another one needs another proof
// @cost     see test/snapshots/constraints.json
template PortfolioStatement(legs, groups, regular) {
    var scenarios = regular + 2;
    var pairs = (scenarios + 3) \ 2;
    var nodes = 1 << NODE_BITS();

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
    signal input crossSection[legs];
    signal input isolatedSection[legs];
    signal input lower[legs][nodes];
    signal input upper[legs][nodes];
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

    // 1. The account behind the commitment.
    component account = AccountOpening(legs, METHOD_PORTFOLIO());
    account.id <== id;
    account.owner <== owner;
    account.sequence <== sequence;
    account.lossCheckpoint <== lossCheckpoint;
    account.count <== count;
    account.cash <== cash;
    account.instrument <== instrument;
    account.size <== size;
    account.cost <== cost;
    account.blinding <== blinding;
    commitment === account.commitment;

    // 2. The market behind the root.
    component parameters = ParametersHash(scenarios);
    parameters.version <== version;
    parameters.lossFactor <== lossFactor;
    parameters.skew <== skew;
    parameters.shock <== shock;
    parameters.damping <== damping;
    component market = MarketRoot();
    market.top <== top;
    market.parametersHash <== parameters.out;
    market.epoch <== epoch;
    market.time <== time;
    marketRoot === market.root;

    // 3. The row of each leg; an unused leg opens slot 0.
    component leaf[legs];
    component membership[legs];
    for (var l = 0; l < legs; l++) {
        leaf[l] = RowLeaf(pairs);
        leaf[l].underlying <== underlying[l];
        leaf[l].terms <== terms[l];
        leaf[l].settlementPrice <== settlementPrice[l];
        leaf[l].linearPrice <== linearPrice[l];
        leaf[l].charge <== charge[l];
        leaf[l].shortCharge <== shortCharge[l];
        leaf[l].limits <== limits[l];
        leaf[l].value <== value[l];
        leaf[l].crossSection <== crossSection[l];
        leaf[l].isolatedSection <== isolatedSection[l];
        membership[l] = RowMembership();
        membership[l].digit <== account.slotDigit[l];
        membership[l].leaf <== leaf[l].leaf;
        membership[l].lower <== lower[l];
        membership[l].upper <== upper[l];
        membership[l].top <== top;
    }

    // 4. One underlying beside collateral: each leg has the account's or none, and the account's is some leg's or none.
    signal other[legs];
    for (var l = 0; l < legs; l++) {
        (underlying[l] - accountUnderlying) * underlying[l] === 0;
        other[l] <== (l == 0 ? accountUnderlying : other[l - 1]) * (accountUnderlying - underlying[l]);
    }
    other[legs - 1] === 0;

    // 5. Equity and requirement.
    component margin = PortfolioMargin(legs, groups, regular, 0);
    margin.cash <== cash;
    margin.size <== size;
    margin.cost <== cost;
    margin.long <== account.long;
    for (var l = 0; l < legs; l++) {
        var strike = 0;
        for (var i = 1; i < SLOT_BITS(); i++) {
            strike += account.slotDigit[l][i] * (1 << (i - 1));
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
    margin.lossFactor <== lossFactor[0];
    margin.skew <== skew;
    margin.shock <== shock;
    margin.damping <== damping;

    // 6. The claim.
    component claim = Claim(legs);
    claim.equity <== margin.equity;
    claim.requirement <== margin.requirement;
    claim.thresholdBps <== thresholdBps;
    claim.minExcess <== minExcess;
    solvent === claim.solvent;

    // 7. The context takes part in no other constraint.
    signal bound <== context * context;
}
