pragma circom 2.2.2;

include "../account/proposal.circom";
include "../lib/range.circom";
include "portfolio-valuation.circom";
include "../params.circom";

// The reduce statement of a portfolio account: the account behind `newCommitment` is the one behind `oldCommitment` after
// one change that brings a leg closer to 0; valued at `marketRoot`, its maintenance requirement does not rise and it is
// at or above it.
//
// Equity falls by no more than the distance of the fill's price from the settlement price, which Fill bounds.
//
// @param legs, groups, regular, collaterals    capacities (see PortfolioValuation)
// @input oldCommitment, newCommitment, marketRoot, fill, side, viewingKey, liquidationKey, point, evaluation    public
// @input everything else          both openings and what the change is (Proposal), rows and their paths (PortfolioValuation)
// @assumes  the contract checks old commitment and root against what it knows; each public signal below r
// @sound    both states are valued by the same rows behind the root, each margin a function of them; nothing flows; the
//           fall of the requirement and the cover of the new state are proven not negative
// @cost     see test/snapshots/constraints.json
template PortfolioReduce(legs, groups, regular, collaterals) {
    var scenarios = regular + 2;
    var pairs = (scenarios + 3) \ 2;
    signal input oldCommitment;
    signal input newCommitment;
    signal input marketRoot;
    signal input fill;
    signal input side;
    signal input viewingKey;
    signal input liquidationKey;
    signal input point;
    signal input evaluation;

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
    signal input newBlinding;
    signal input place;
    signal input opens;
    signal input fillSize;
    signal input fillCost;
    signal input salt;
    signal input settles;
    signal input keyX[2];

    signal input row[legs][ROW_FIELDS()];
    signal input value[legs][pairs];
    signal input price[collaterals];
    signal input tier[collaterals][SIZE_TIERS()];
    signal input index[2][collaterals];
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

    // 1. The change, without a flow.
    component proposal = Proposal(legs, METHOD_PORTFOLIO());
    proposal.flow <== 0;
    proposal.amount <== 0;
    proposal.fill <== fill;
    proposal.side <== side;
    proposal.viewingKey <== viewingKey;
    proposal.liquidationKey <== liquidationKey;
    proposal.point <== point;
    proposal.id <== id;
    proposal.owner <== owner;
    proposal.sequence <== sequence;
    proposal.lossCheckpoint <== lossCheckpoint;
    proposal.count <== count;
    proposal.cash <== cash;
    proposal.instrument <== instrument;
    proposal.size <== size;
    proposal.cost <== cost;
    proposal.blinding <== blinding;
    proposal.newBlinding <== newBlinding;
    proposal.place <== place;
    proposal.opens <== opens;
    proposal.fillSize <== fillSize;
    proposal.fillCost <== fillCost;
    proposal.salt <== salt;
    proposal.settles <== settles;
    proposal.keyX <== keyX;
    proposal.row <== row;
    oldCommitment === proposal.oldCommitment;
    newCommitment === proposal.newCommitment;
    evaluation === proposal.evaluation;
    proposal.reduces === 1;

    // 2. The maintenance margin of both states.
    component valuation = PortfolioValuation(legs, groups, regular, collaterals, 2);
    valuation.level <== 0;
    valuation.slotDigit <== proposal.slotDigit;
    valuation.tiered <== proposal.tiered;
    valuation.instrument <== instrument;
    valuation.cash <== [cash, proposal.newCash];
    valuation.size <== [size, proposal.newSize];
    valuation.cost <== [cost, proposal.newCost];
    valuation.long <== [proposal.long, proposal.newLong];
    valuation.row <== row;
    valuation.value <== value;
    valuation.price <== price;
    valuation.tier <== tier;
    valuation.index <== index;
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

    // 3. The requirement does not rise, and is covered: all are below 2^(218 + ceilLog2(legs)) in magnitude.
    component falls = Unsigned(218 + ceilLog2(legs) + 1);
    falls.in <== valuation.requirement[0] - valuation.requirement[1];
    component covered = Unsigned(218 + ceilLog2(legs) + 1);
    covered.in <== valuation.equity[1] - valuation.requirement[1];
}
