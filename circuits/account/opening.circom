pragma circom 2.2.2;

include "../lib/range.circom";
include "commitment.circom";
include "legs.circom";
include "../params.circom";

// Opens the commitment of an account in a circuit of `capacity` legs.
//
// @param capacity               legs of the circuit, a multiple of 4
// @param method                 number of the margin method that the header must name
// @input id, owner, sequence, lossCheckpoint    header, hashed as they are
// @input count, instrument[], size[], cost[]    legs (Legs)
// @input cash                   cash ticks
// @input blinding               secret of the commitment
// @output commitment
// @output slotDigit[][10], long[], derivative[], tiered[]    of the legs (Legs)
// @sound    one commitment has one opening: the count of legs is hashed, and legs are in the only order they can be in
// @cost     about 151 for each leg, 324 for each chunk of four, 528
template AccountOpening(capacity, method) {
    signal input id;
    signal input owner;
    signal input sequence;
    signal input lossCheckpoint;
    signal input count;
    signal input cash;
    signal input instrument[capacity];
    signal input size[capacity];
    signal input cost[capacity];
    signal input blinding;
    signal output commitment;
    signal output slotDigit[capacity][SLOT_BITS()];
    signal output long[capacity];
    signal output derivative[capacity];
    signal output tiered[capacity];

    component legs = Legs(capacity);
    legs.count <== count;
    legs.instrument <== instrument;
    legs.size <== size;
    legs.cost <== cost;
    slotDigit <== legs.slotDigit;
    long <== legs.long;
    derivative <== legs.derivative;
    tiered <== legs.tiered;

    component cashRange = Signed(CASH_BITS());
    cashRange.in <== cash;

    component whole = AccountCommitment(capacity);
    whole.id <== id;
    whole.owner <== owner;
    whole.method <== method;
    whole.sequence <== sequence;
    whole.lossCheckpoint <== lossCheckpoint;
    whole.count <== count;
    whole.cash <== cash;
    whole.packed <== legs.packed;
    whole.used <== legs.used;
    whole.blinding <== blinding;
    commitment <== whole.commitment;
}
