pragma circom 2.2.2;

include "../lib/range.circom";
include "commitment.circom";
include "legs.circom";
include "seal.circom";
include "../params.circom";

// The deposit statement: the account behind `newCommitment` is the one behind `oldCommitment` with a public amount of cash
// added; the amount may be 0, which seals the state anew.
//
// Collateral does not enter this way: whether a method takes it and a circuit has room for it, only rows can tell.
//
// @param legs                   capacity
// @input oldCommitment, newCommitment, flow, viewingKey, liquidationKey, point, evaluation    public
// @input everything else        opening of the old state (Legs, AccountCommitment), new blinding, amount, x of both keys
// @assumes  the contract moves the tokens, and takes a change without a margin only of an account that cannot be
//           insolvent; it computes point and evaluation from the published words
// @sound    both states have one header, sequence aside, and one list of legs; the amount has 63 bits and is the only one
//           that 2^16 times gives `flow`; cash is ranged after it
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
    signal input amount;
    signal input keyX[2];

    // 1. The amount, of asset 0.
    component range = Unsigned(CASH_BITS() - 1);
    range.in <== amount;
    flow === (1 << 16) * amount;
    signal newCash <== cash + amount;
    component cashRange = Signed(CASH_BITS());
    cashRange.in <== newCash;

    // 2. Both states, with the same legs.
    component list = Legs(legs);
    list.count <== count;
    list.instrument <== instrument;
    list.size <== size;
    list.cost <== cost;
    component state[2];
    for (var s = 0; s < 2; s++) {
        state[s] = AccountCommitment(legs);
        state[s].id <== id;
        state[s].owner <== owner;
        state[s].method <== method;
        state[s].sequence <== sequence + s;
        state[s].lossCheckpoint <== lossCheckpoint;
        state[s].count <== count;
        state[s].cash <== s == 0 ? cash : newCash;
        state[s].packed <== list.packed;
        state[s].used <== list.used;
        state[s].blinding <== s == 0 ? blinding : newBlinding;
    }
    oldCommitment === state[0].commitment;
    newCommitment === state[1].commitment;

    // 3. What is published of the new state.
    component seal = Seal(legs);
    seal.count <== count;
    seal.lossCheckpoint <== lossCheckpoint;
    seal.cash <== newCash;
    seal.packed <== list.packed;
    seal.blinding <== newBlinding;
    seal.key <== [viewingKey, liquidationKey];
    seal.keyX <== keyX;
    seal.point <== point;
    evaluation === seal.evaluation;
}
