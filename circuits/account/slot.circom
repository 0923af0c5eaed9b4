pragma circom 2.2.2;

include "../params.circom";

// What a slot of the market table holds, by its place.
//
// @input digit[10]      bits of the slot
// @output derivative    1 iff the slot is 64 or more: no collateral
// @output tiered        1 iff the slot is below 16: collateral with a tiered haircut, or slot 0
// @assumes              digits are boolean; the publisher puts each instrument where its kind belongs
// @sound                products of complements of digits
// @cost                 5
template SlotKind() {
    signal input digit[SLOT_BITS()];
    signal output derivative;
    signal output tiered;

    // below[b]: all digits from 4 + b on are 0.
    var low = TIERED_SLOT_BITS();
    signal below[SLOT_BITS() - low + 1];
    below[SLOT_BITS() - low] <== 1;
    for (var b = SLOT_BITS() - 1; b >= low; b--) {
        below[b - low] <== below[b - low + 1] * (1 - digit[b]);
    }
    derivative <== 1 - below[COLLATERAL_SLOT_BITS() - low];
    tiered <== below[0];
}
