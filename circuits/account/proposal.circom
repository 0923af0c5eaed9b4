pragma circom 2.2.2;

include "../lib/divide.circom";
include "../lib/select.circom";
include "change.circom";
include "fill.circom";
include "flow.circom";
include "limits.circom";
include "seal.circom";
include "touched.circom";
include "../params.circom";

// One change of an account over opened rows: a side of a hidden fill, a public flow, the settlement of a frozen leg into
// cash, or nothing but a new blinding. Its margin is left to the caller.
//
// @param legs, method           capacity; number of the method in the header
// @input fill, side, flow, viewingKey, liquidationKey, point    public values (Fill, Flow, Seal); fill and side 0 for none
// @input id ... opens           both openings (TouchedLegs, AccountChange)
// @input fillSize, fillCost, salt, amount    behind fill and flow
// @input settles                1 iff the touched leg is settled: closed at its settlement price, rounded down
// @input keyX[2]                x of both keys
// @input row[][15]              rows of the list, bound to the root by the caller
// @output oldCommitment, newCommitment, evaluation
// @output slotDigit[][10], derivative[], tiered[], long[]    of the list, long in the old state
// @output newCash, newSize[], newCost[], newLong[]    new state
// @output reduces               1 iff the touched leg does not grow and keeps its side
// @assumes  the caller binds rows to the market root and commitments to public ones
// @sound    deltas are those of the fill behind `fill`, of `flow` and of a settlement, and nothing else; a settlement
//           excludes the others and needs a frozen row, and |size * price| < 2^107 keeps the quotient below 2^81. Cash is
//           not negative after an amount has left
// @cost     about 10,800 for 8 legs
template Proposal(legs, method) {
    signal input fill;
    signal input side;
    signal input flow;
    signal input viewingKey;
    signal input liquidationKey;
    signal input point;

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

    signal output oldCommitment;
    signal output newCommitment;
    signal output evaluation;
    signal output slotDigit[legs][SLOT_BITS()];
    signal output derivative[legs];
    signal output tiered[legs];
    signal output long[legs];
    signal output newCash;
    signal output newSize[legs];
    signal output newCost[legs];
    signal output newLong[legs];
    signal output reduces;

    // 1. The touched leg, and what its row says.
    component list = TouchedLegs(legs);
    list.count <== count;
    list.instrument <== instrument;
    list.size <== size;
    list.cost <== cost;
    list.place <== place;
    list.opens <== opens;
    component price = Pick(legs);
    component limitsOf = Pick(legs);
    for (var l = 0; l < legs; l++) {
        price.in[l] <== row[l][ROW_SETTLEMENT_PRICE()];
        limitsOf.in[l] <== row[l][ROW_LIMITS()];
    }
    price.hot <== list.touched;
    limitsOf.hot <== list.touched;
    component limits = Limits();
    limits.limits <== limitsOf.out;

    // 2. A fill, a flow, or a settlement.
    component trade = Fill();
    trade.side <== side;
    trade.instrument <== list.touchedInstrument;
    trade.size <== fillSize;
    trade.cost <== fillCost;
    trade.salt <== salt;
    trade.settlementPrice <== price.out;
    trade.band <== limits.band;
    fill === trade.fill;

    component flowing = Flow();
    flowing.flow <== flow;
    flowing.amount <== amount;
    flowing.instrument <== list.touchedInstrument;

    settles * (1 - settles) === 0;
    settles * (1 - limits.frozen) === 0;
    settles * side === 0;
    settles * flow === 0;
    component payoff = FloorDivide(ONE_SIZE(), 82);
    payoff.in <== list.touchedSize * price.out;
    signal settledSize <== settles * list.touchedSize;
    signal settledCash <== settles * payoff.out;

    // 3. The change of the account, within the limits of the row.
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
    change.sizeDelta <== trade.sizeDelta + flowing.sizeDelta - settledSize;
    change.costDelta <== trade.costDelta;
    change.cashDelta <== flowing.cashDelta + settledCash;
    oldCommitment <== change.oldCommitment;
    newCommitment <== change.newCommitment;
    flowing.leaves * (1 - change.cashIsNotNegative) === 0;
    component room = Room();
    room.reduceOnly <== limits.reduceOnly;
    room.largest <== limits.largest;
    room.size <== list.touchedSize;
    room.long <== list.touchedLong;
    room.newSize <== change.newTouchedSize;
    room.newLong <== change.newTouchedLong;
    reduces <== room.reduces;
    slotDigit <== list.slotDigit;
    derivative <== list.derivative;
    tiered <== list.tiered;
    long <== list.long;
    newCash <== change.newCash;
    newSize <== change.newSize;
    newCost <== change.newCost;
    newLong <== change.newLong;

    // 4. What is published of the new state.
    component seal = Seal(legs);
    seal.count <== change.newCount;
    seal.lossCheckpoint <== lossCheckpoint;
    seal.cash <== change.newCash;
    seal.packed <== change.newPacked;
    seal.blinding <== newBlinding;
    seal.key <== [viewingKey, liquidationKey];
    seal.keyX <== keyX;
    seal.point <== point;
    evaluation <== seal.evaluation;
}
