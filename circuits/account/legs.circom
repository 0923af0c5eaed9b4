pragma circom 2.2.2;

include "../lib/range.circom";
include "../lib/select.circom";
include "slot.circom";
include "../params.circom";

// The legs of an account: ranged, in order, none twice. Used slots come first with strictly increasing instruments, and
// unused ones are zero in every field. Collateral is never short.
//
// @param capacity               legs of the circuit
// @input count                  used legs, 0 to capacity
// @input instrument[]           slot of the market table; 0 in an unused leg
// @input size[], cost[]         ticks
// @output used[]                1 for the first `count` legs
// @output slotDigit[][10]       bits of each instrument
// @output long[]                1 iff size >= 0
// @output derivative[], tiered[]    what the slot holds (SlotKind)
// @output packed[]              one element for each leg
// @sound    used[] is boolean and never rises, so `count` fixes it; a used slot is in [1, 1023] above the one before it
//           (the difference less one has ten bits), an unused one is zero; size and cost are ranged, so that packing a
//           leg (10 + 56 + 64 bits) and every product after it is on integers far below r
// @cost     about 151 for each leg
template Legs(capacity) {
    signal input count;
    signal input instrument[capacity];
    signal input size[capacity];
    signal input cost[capacity];
    signal output used[capacity];
    signal output slotDigit[capacity][SLOT_BITS()];
    signal output long[capacity];
    signal output derivative[capacity];
    signal output tiered[capacity];
    signal output packed[capacity];

    used <== Prefix(capacity)(count);

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
        packed[l] <== instrument[l] + (1 << 16) * size[l] + (1 << 72) * cost[l];
    }
}
