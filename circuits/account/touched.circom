pragma circom 2.2.2;

include "../lib/select.circom";
include "legs.circom";
include "../params.circom";

// The legs of the old and the new state of an account in one list, and the one among them that a change touches.
//
// @param capacity               legs of the list
// @input count, instrument[], size[], cost[]    the list (Legs), with size and cost of the old state
// @input place                  of the touched leg; capacity where none is
// @input opens                  1 iff the touched leg is not in the old state
// @output used[], slotDigit[][10], derivative[], tiered[], long[], packed[]    of the list (Legs)
// @output touched[]             1 for the touched leg
// @output touches               1 iff there is one
// @output touchedInstrument, touchedSize, touchedCost, touchedLong, touchedIsDerivative    0, 0, 0, 1, 0 where there is none
// @sound    touched[] is one-hot or 0 and marks a used leg, because the picked `used` is 1; a leg that opens is touched and
//           has no size and no cost before
// @cost     about 158 for each leg, 10
template TouchedLegs(capacity) {
    signal input count;
    signal input instrument[capacity];
    signal input size[capacity];
    signal input cost[capacity];
    signal input place;
    signal input opens;
    signal output used[capacity];
    signal output slotDigit[capacity][SLOT_BITS()];
    signal output derivative[capacity];
    signal output tiered[capacity];
    signal output long[capacity];
    signal output packed[capacity];
    signal output touched[capacity];
    signal output touches;
    signal output touchedInstrument;
    signal output touchedSize;
    signal output touchedCost;
    signal output touchedLong;
    signal output touchedIsDerivative;

    component legs = Legs(capacity);
    legs.count <== count;
    legs.instrument <== instrument;
    legs.size <== size;
    legs.cost <== cost;
    used <== legs.used;
    slotDigit <== legs.slotDigit;
    derivative <== legs.derivative;
    tiered <== legs.tiered;
    long <== legs.long;
    packed <== legs.packed;

    component places = Indicator(capacity + 1);
    places.index <== place;
    for (var l = 0; l < capacity; l++) {
        touched[l] <== places.out[l];
    }
    touches <== 1 - places.out[capacity];
    signal isUsed <== Pick(capacity)(used, touched);
    isUsed === touches;

    touchedInstrument <== Pick(capacity)(instrument, touched);
    touchedSize <== Pick(capacity)(size, touched);
    touchedCost <== Pick(capacity)(cost, touched);
    touchedIsDerivative <== Pick(capacity)(derivative, touched);
    signal isLong <== Pick(capacity)(long, touched);
    touchedLong <== isLong + 1 - touches;

    opens * (1 - opens) === 0;
    opens * (1 - touches) === 0;
    opens * touchedSize === 0;
    opens * touchedCost === 0;
}
