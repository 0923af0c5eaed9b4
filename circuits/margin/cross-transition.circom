pragma circom 2.2.2;

include "../account/proposal.circom";
include "../lib/range.circom";
include "cross-valuation.circom";
include "../params.circom";

// The transition statement of a cross account: the account behind `newCommitment` is the one behind `oldCommitment`
// after one change, and valued at `marketRoot` its equity is at or above the margin requirement of `level`.
//
// @param legs                     capacity: legs, and as many underlyings and expiries
// @input oldCommitment, newCommitment, marketRoot, level, fill, side, flow, viewingKey, liquidationKey, point,
//        evaluation               public
// @input everything else          both openings and what the change is (Proposal), rows and their paths (CrossValuation)
// @assumes  the contract checks old commitment and root against what it knows, says which change it is (Proposal), and
//           takes level 0, maintenance, only where nothing is traded and nothing leaves; each public signal below r
// @sound    rows of the list are behind the root, where limits and settlement price of the change are read; the new state
//           is a function of the old one and the change; equity less requirement is proven not negative
// @cost     see test/snapshots/constraints.json
template CrossTransition(legs) {
    signal input oldCommitment;
    signal input newCommitment;
    signal input marketRoot;
    signal input level;
    signal input fill;
    signal input side;
    signal input flow;
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
    signal input amount;
    signal input settles;
    signal input keyX[2];

    signal input row[legs][ROW_FIELDS()];
    signal input deltaGamma[legs];
    signal input vega[legs];
    signal input volUp[legs];
    signal input volDown[legs];
    signal input price[legs];
    signal input tier[legs][CROSS_TIERS()];
    signal input otherCross[legs];
    signal input index[legs];
    signal input lower[legs][1 << NODE_BITS()];
    signal input upper[legs][1 << NODE_BITS()];
    signal input top[1 << TOP_BITS()];
    signal input parametersHash;
    signal input epoch;
    signal input time;

    // 1. The change.
    component proposal = Proposal(legs, METHOD_CROSS());
    proposal.fill <== fill;
    proposal.side <== side;
    proposal.flow <== flow;
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
    proposal.amount <== amount;
    proposal.settles <== settles;
    proposal.keyX <== keyX;
    proposal.row <== row;
    oldCommitment === proposal.oldCommitment;
    newCommitment === proposal.newCommitment;
    evaluation === proposal.evaluation;

    // 2. The margin of the new state.
    level * (1 - level) === 0;
    component valuation = CrossValuation(legs, 1);
    valuation.level <== level;
    valuation.slotDigit <== proposal.slotDigit;
    valuation.derivative <== proposal.derivative;
    valuation.cash[0] <== proposal.newCash;
    valuation.size[0] <== proposal.newSize;
    valuation.cost[0] <== proposal.newCost;
    valuation.long[0] <== proposal.newLong;
    valuation.row <== row;
    valuation.deltaGamma <== deltaGamma;
    valuation.vega <== vega;
    valuation.volUp <== volUp;
    valuation.volDown <== volDown;
    valuation.price <== price;
    valuation.tier <== tier;
    valuation.otherCross <== otherCross;
    valuation.index[0] <== index;
    valuation.lower <== lower;
    valuation.upper <== upper;
    valuation.top <== top;
    valuation.parametersHash <== parametersHash;
    valuation.epoch <== epoch;
    valuation.time <== time;
    marketRoot === valuation.marketRoot;

    // 3. It is covered: both are below 2^(153) in magnitude.
    component covered = Unsigned(153 + 1);
    covered.in <== valuation.equity[0] - valuation.requirement[0];
}
