pragma circom 2.2.2;

include "../lib/hash.circom";
include "../lib/range.circom";
include "../lib/select.circom";
include "slot.circom";
include "../params.circom";

// Opens the commitment of an account in a circuit of `capacity` legs.
//
// The legs are hashed as a chain over chunks of four, and the state after the account's own number of chunks is taken,
// so the commitment does not depend on the capacity. One commitment has one opening: the count of legs is hashed, the
// used slots come first with strictly increasing instruments, and unused ones are zero in every field. Collateral is
// never short.
//
// @param capacity               legs of the circuit, a multiple of 4
// @param method                 number of the margin method that the header must name
// @input id, owner, sequence, lossCheckpoint    header, hashed as they are
// @input count                  used legs, 0 to capacity
// @input cash, cost[]           cash ticks
// @input instrument[]           slot of the market table; 0 in an unused leg
// @input size[]                 size ticks
// @input blinding               secret of the commitment
// @output commitment            Poseidon(tag, header, count, cash, legs, blinding)
// @output slotDigit[][10]       bits of each instrument
// @output long[]                1 iff size >= 0
// @output derivative[], tiered[]    what the slot holds (SlotKind)
// @sound    used[] is boolean and never rises, so `count` fixes it; a used slot is in [1, 1023] above the one before it
//           (the difference less one has ten bits), an unused one is zero; size and cost are ranged, so that packing a
//           leg (10 + 56 + 64 bits) and every product after it is on integers far below r
// @cost     about 151 for each leg, 324 for each chunk, 462 for the commitment
template AccountOpening(capacity, method) {
    assert(capacity % LEGS_PER_CHUNK() == 0);
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

    // 1. Used legs come first: 1 1 1 0 0 ..., as many as the header counts.
    signal used[capacity] <== Prefix(capacity)(count);

    // 2. Ranges and order.
    component cashRange = Signed(CASH_BITS());
    cashRange.in <== cash;
    component slot[capacity];
    component kind[capacity];
    component rise[capacity];
    component sizeRange[capacity];
    component costRange[capacity];
    for (var l = 0; l < capacity; l++) {
        slot[l] = Num2Bits(SLOT_BITS());
        slot[l].in <== instrument[l];
        slotDigit[l] <== slot[l].out;

        rise[l] = Unsigned(SLOT_BITS());
        rise[l].in <== used[l] * (instrument[l] - (l == 0 ? 0 : instrument[l - 1]) - 1);

        sizeRange[l] = Signed(SIZE_BITS());
        sizeRange[l].in <== size[l];
        long[l] <== sizeRange[l].nonNegative;
        kind[l] = SlotKind();
        kind[l].digit <== slot[l].out;
        derivative[l] <== kind[l].derivative;
        tiered[l] <== kind[l].tiered;
        (1 - derivative[l]) * (1 - long[l]) === 0;
        costRange[l] = Signed(CASH_BITS());
        costRange[l].in <== cost[l];

        (1 - used[l]) * instrument[l] === 0;
        (1 - used[l]) * size[l] === 0;
        (1 - used[l]) * cost[l] === 0;
    }

    // 3. The chain of legs, ended where the account's own chunks end.
    var chunks = capacity \ LEGS_PER_CHUNK();
    component chain[chunks];
    signal ended[chunks];
    var legsHash = TAG_LEGS();
    for (var c = 0; c < chunks; c++) {
        chain[c] = Hash(LEGS_PER_CHUNK());
        chain[c].state <== c == 0 ? TAG_LEGS() : chain[c - 1].out;
        for (var i = 0; i < LEGS_PER_CHUNK(); i++) {
            var l = c * LEGS_PER_CHUNK() + i;
            chain[c].in[i] <== instrument[l] + (1 << 16) * size[l] + (1 << 72) * cost[l];
        }
        // A chunk counts when its first leg is used.
        ended[c] <== used[c * LEGS_PER_CHUNK()] * (chain[c].out - chain[c].state);
        legsHash += ended[c];
    }

    // 4. The commitment.
    component whole = Hash(9);
    whole.state <== TAG_ACCOUNT();
    whole.in <== [id, owner, method, sequence, lossCheckpoint, count, cash, legsHash, blinding];
    commitment <== whole.out;
}
