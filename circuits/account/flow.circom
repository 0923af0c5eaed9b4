pragma circom 2.2.2;

include "../lib/compare.circom";
include "../lib/range.circom";
include "../params.circom";

// A public amount that enters or leaves an account: flow = asset + 2^16 * amount.
//
// @input flow                   as the chain packs it; 0 for none
// @input amount                 signed ticks
// @input instrument             of the touched leg, 0 where none is
// @output sizeDelta             of the touched leg
// @output cashDelta
// @output leaves                1 iff the amount is negative
// @assumes  instrument is in [0, 1023]
// @sound    the asset, flow - 2^16 * amount, is 0 or the instrument, so it has ten bits, and the amount is ranged in 64: no
//           other pair packs to `flow`
// @cost     70
template Flow() {
    signal input flow;
    signal input amount;
    signal input instrument;
    signal output sizeDelta;
    signal output cashDelta;
    signal output leaves;

    component range = Signed(CASH_BITS());
    range.in <== amount;
    leaves <== 1 - range.nonNegative;

    signal asset <== flow - (1 << 16) * amount;
    asset * (asset - instrument) === 0;
    signal isCash <== Equal()(asset, 0);
    cashDelta <== isCash * amount;
    sizeDelta <== amount - cashDelta;
}
