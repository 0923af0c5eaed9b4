pragma circom 2.2.2;

include "change.circom";
include "flow.circom";
include "seal.circom";
include "touched.circom";
include "../params.circom";

// The deposit statement: the account behind `newCommitment` is the one behind `oldCommitment` with a public amount added,
// of cash or of one collateral.
//
// @param legs                   capacity
// @input oldCommitment, newCommitment, flow, viewingKey, liquidationKey, point, evaluation    public
// @input everything else        both openings (TouchedLegs, AccountChange), x of both keys
// @assumes  the contract moves the tokens, and takes a change without a margin only of an account that cannot be
//           insolvent; it computes point and evaluation from the published words
// @sound    the only deltas are those of the flow, whose amount is not negative
// @cost     see test/snapshots/constraints.json
template DepositStatement(legs) {
    signal input oldCommitment;
    signal input newCommitment;
    signal input flow;
    signal input viewingKey;
    signal input liquidationKey;
    signal input point;
    signal input evaluation;

    signal input id;
    signal input owner;
    signal input method;
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
    signal input amount;
    signal input keyX[2];

    // 1. The flow into cash or the touched leg.
    component list = TouchedLegs(legs);
    list.count <== count;
    list.instrument <== instrument;
    list.size <== size;
    list.cost <== cost;
    list.place <== place;
    list.opens <== opens;
    component flowing = Flow();
    flowing.flow <== flow;
    flowing.amount <== amount;
    flowing.instrument <== list.touchedInstrument;
    flowing.leaves === 0;

    // 2. The change of the account.
    component change = AccountChange(legs);
    change.id <== id;
    change.owner <== owner;
    change.method <== method;
    change.sequence <== sequence;
    change.lossCheckpoint <== lossCheckpoint;
    change.count <== count;
    change.cash <== cash;
    change.size <== size;
    change.cost <== cost;
    change.used <== list.used;
    change.long <== list.long;
    change.packed <== list.packed;
    change.blinding <== blinding;
    change.newBlinding <== newBlinding;
    change.opens <== opens;
    change.touched <== list.touched;
    change.touches <== list.touches;
    change.touchedInstrument <== list.touchedInstrument;
    change.touchedSize <== list.touchedSize;
    change.touchedCost <== list.touchedCost;
    change.touchedLong <== list.touchedLong;
    change.touchedIsDerivative <== list.touchedIsDerivative;
    change.sizeDelta <== flowing.sizeDelta;
    change.costDelta <== 0;
    change.cashDelta <== flowing.cashDelta;
    oldCommitment === change.oldCommitment;
    newCommitment === change.newCommitment;

    // 3. What is published of the new state.
    component seal = Seal(legs);
    seal.count <== change.newCount;
    seal.lossCheckpoint <== lossCheckpoint;
    seal.cash <== change.newCash;
    seal.packed <== change.newPacked;
    seal.blinding <== newBlinding;
    seal.key <== [viewingKey, liquidationKey];
    seal.keyX <== keyX;
    seal.point <== point;
    evaluation === seal.evaluation;
}
