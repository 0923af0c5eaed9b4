pragma circom 2.2.2;

include "../lib/compare.circom";
include "../lib/range.circom";
include "commitment.circom";
include "../params.circom";

// One change of an account: from the old commitment to the new one by a delta to the touched leg and to cash.
//
// Both states are read off one list (TouchedLegs), which keeps the touched leg where only one of them has it: a leg that
// is opened is not in the old state, a leg whose size becomes 0 is not in the new one, and its cost is folded into cash.
// Collateral has no cost.
//
// @param capacity               legs of the list, a multiple of 4
// @input id, owner, method, sequence, lossCheckpoint    header of the old state; the new one has sequence + 1
// @input count, size[], cost[], used[], long[], packed[]    the list, with size and cost of the old state
// @input cash, blinding         of the old state
// @input newBlinding
// @input opens ... touchedIsDerivative    the touched leg (TouchedLegs)
// @input sizeDelta, costDelta, cashDelta
// @output oldCommitment, newCommitment
// @output newTouchedSize, newTouchedLong    0, 1 where no leg is touched
// @output newCount, newCash, newPacked[]    new state
// @output newSize[], newCost[], newLong[]   the list in the new state, a closed leg at 0
// @output cashIsNotNegative     of the new state
// @assumes  deltas are bounded by the caller, below 2^120; the list is proven
// @sound    without a touched leg all deltas of a leg are 0. A leg that opens is 0 in the list, and one that closes is
//           exactly one of size 0, so no size is left out of a state and none of 0 kept. Without the touched leg the list
//           moves up by one, so both states are in order. New size, cost and cash are ranged, so packing is on integers
// @cost     about 12 for each leg, 648 for each chunk of four, 1,190
template AccountChange(capacity) {
    signal input id;
    signal input owner;
    signal input method;
    signal input sequence;
    signal input lossCheckpoint;
    signal input count;
    signal input cash;
    signal input size[capacity];
    signal input cost[capacity];
    signal input used[capacity];
    signal input long[capacity];
    signal input packed[capacity];
    signal input blinding;
    signal input newBlinding;
    signal input opens;
    signal input touched[capacity];
    signal input touches;
    signal input touchedInstrument;
    signal input touchedSize;
    signal input touchedCost;
    signal input touchedLong;
    signal input touchedIsDerivative;
    signal input sizeDelta;
    signal input costDelta;
    signal input cashDelta;

    signal output oldCommitment;
    signal output newCommitment;
    signal output newTouchedSize;
    signal output newTouchedLong;
    signal output newCount;
    signal output newCash;
    signal output newPacked[capacity];
    signal output newSize[capacity];
    signal output newCost[capacity];
    signal output newLong[capacity];
    signal output cashIsNotNegative;

    // 1. The new size of the touched leg, and the new cash.
    (1 - touches) * sizeDelta === 0;
    (1 - touches) * costDelta === 0;
    newTouchedSize <== touchedSize + sizeDelta;
    component sizeRange = Signed(SIZE_BITS());
    sizeRange.in <== newTouchedSize;
    newTouchedLong <== sizeRange.nonNegative;
    (1 - touchedIsDerivative) * (1 - newTouchedLong) === 0;
    signal isZero <== Equal()(newTouchedSize, 0);
    signal closes <== touches * isZero;
    // What collateral costs is paid at once: a debt in its cost would hide from the sign of cash.
    signal folds <== 1 - touchedIsDerivative * (1 - closes);
    signal folded <== folds * (touchedCost + costDelta);
    signal newTouchedCost <== touchedCost + costDelta - folded;
    component costRange = Signed(CASH_BITS());
    costRange.in <== newTouchedCost;
    component oldCashRange = Signed(CASH_BITS());
    oldCashRange.in <== cash;
    newCash <== cash + cashDelta - folded;
    component cashRange = Signed(CASH_BITS());
    cashRange.in <== newCash;
    cashIsNotNegative <== cashRange.nonNegative;

    // 2. Both states of the list.
    signal newTouchedPacked <== touchedInstrument + (1 << 16) * newTouchedSize + (1 << 72) * newTouchedCost;
    signal without[capacity];
    signal oldPacked[capacity];
    signal written[capacity];
    signal oldUsed[capacity];
    signal newUsed[capacity];
    var reached = 0;
    for (var l = 0; l < capacity; l++) {
        newSize[l] <== size[l] + touched[l] * sizeDelta;
        newCost[l] <== cost[l] + touched[l] * (newTouchedCost - touchedCost);
        newLong[l] <== long[l] + touched[l] * (newTouchedLong - touchedLong);

        // From the touched leg on, the list without it has what comes next.
        reached += touched[l];
        var next = l + 1 < capacity ? packed[l + 1] : 0;
        without[l] <== packed[l] + reached * (next - packed[l]);
        oldPacked[l] <== packed[l] + opens * (without[l] - packed[l]);
        written[l] <== packed[l] + touched[l] * (newTouchedPacked - packed[l]);
        newPacked[l] <== written[l] + closes * (without[l] - written[l]);
        var usedNext = l + 1 < capacity ? used[l + 1] : 0;
        oldUsed[l] <== used[l] + opens * (usedNext - used[l]);
        newUsed[l] <== used[l] + closes * (usedNext - used[l]);
    }
    newCount <== count - closes;

    // 3. Their commitments.
    component old = AccountCommitment(capacity);
    old.id <== id;
    old.owner <== owner;
    old.method <== method;
    old.sequence <== sequence;
    old.lossCheckpoint <== lossCheckpoint;
    old.count <== count - opens;
    old.cash <== cash;
    old.packed <== oldPacked;
    old.used <== oldUsed;
    old.blinding <== blinding;
    oldCommitment <== old.commitment;

    component new = AccountCommitment(capacity);
    new.id <== id;
    new.owner <== owner;
    new.method <== method;
    new.sequence <== sequence + 1;
    new.lossCheckpoint <== lossCheckpoint;
    new.count <== newCount;
    new.cash <== newCash;
    new.packed <== newPacked;
    new.used <== newUsed;
    new.blinding <== newBlinding;
    newCommitment <== new.commitment;
}
