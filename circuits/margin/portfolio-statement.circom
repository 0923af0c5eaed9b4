pragma circom 2.2.2;

include "../account/opening.circom";
include "claim.circom";
include "portfolio-valuation.circom";
include "../params.circom";

// The margin statement of a portfolio account:
//
//   the account behind `commitment`, valued at `marketRoot`, has
//   equity * 10000 >= thresholdBps * requirement + 10000 * minExcess  exactly when solvent = 1.
//
// @param legs, groups, regular, collaterals    capacities (see PortfolioValuation)
// @input commitment, marketRoot, thresholdBps, minExcess, solvent, context    public
// @input everything else          the opening of the account, rows and their paths, parameters (PortfolioValuation)
// @assumes  the verifier of the proof checks commitment, root and context against what it knows, and each public
//           signal below r; the table behind the root keeps the publisher's ranges (checkTable)
// @sound    one opening of the commitment, one row for each slot under the root, margin a function of them; the sign of
//           the difference of both sides is proven, so exactly one value of `solvent` fits. `context` is bound as a
//           public input: another one needs another proof
// @cost     see test/snapshots/constraints.json
template PortfolioStatement(legs, groups, regular, collaterals) {
    var scenarios = regular + 2;
    var pairs = (scenarios + 3) \ 2;
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

    signal input row[legs][ROW_FIELDS()];
    signal input value[legs][pairs];
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

    // 2. Its maintenance margin, by the rows behind the root.
    component valuation = PortfolioValuation(legs, groups, regular, collaterals, 1);
    valuation.level <== 0;
    valuation.slotDigit <== account.slotDigit;
    valuation.tiered <== account.tiered;
    valuation.instrument <== instrument;
    valuation.cash[0] <== cash;
    valuation.size[0] <== size;
    valuation.cost[0] <== cost;
    valuation.long[0] <== account.long;
    valuation.row <== row;
    valuation.value <== value;
    valuation.price <== price;
    valuation.tier <== tier;
    valuation.index[0] <== index;
    valuation.lower <== lower;
    valuation.upper <== upper;
    valuation.top <== top;
    valuation.group <== group;
    valuation.accountUnderlying <== accountUnderlying;
    valuation.version <== version;
    valuation.lossFactor <== lossFactor;
    valuation.skew <== skew;
    valuation.shock <== shock;
    valuation.damping <== damping;
    valuation.epoch <== epoch;
    valuation.time <== time;
    marketRoot === valuation.marketRoot;

    // 3. The claim.
    component claim = Claim(43, 218 + ceilLog2(legs));
    claim.equity <== valuation.equity[0];
    claim.requirement <== valuation.requirement[0];
    claim.thresholdBps <== thresholdBps;
    claim.minExcess <== minExcess;
    solvent === claim.solvent;

    // 4. The context takes part in no other constraint.
    signal bound <== context * context;
}
