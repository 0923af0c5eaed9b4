pragma circom 2.2.2;

include "../market/row.circom";
include "../params.circom";
include "tiers.circom";

// Tiered haircuts of a portfolio account, a charge like all contingencies. Only the first legs can have one, because
// their slots are the lowest; a flat haircut is part of the charge lanes of its row.
//
// @param legs, collaterals        capacity: the first `collaterals` legs may have a tiered haircut
// @input tiered[legs], instrument[legs], size[legs]    of the opened account, whose collateral is never short
// @input sizeTiers[legs]          hash of the size tiers of the level, of each leg's row
// @input price[collaterals], tier[collaterals][12]    what stands behind it, for such a leg
// @input index[collaterals]       tier that each notional falls in
// @output total                   scale 1e25, below 2^(137+g)
// @assumes  account and rows are bound to commitment and root; the publisher puts tiered haircuts in slots below 16
// @sound    whether a leg has one follows from its slot; if so the tiers are those of its row by their hash, if not
//           they are multiplied by 0; a leg further on in such a slot has no proof
// @cost     973 for each of collaterals, 1 for each other leg
template Haircuts(legs, collaterals) {
    signal input tiered[legs];
    signal input instrument[legs];
    signal input size[legs];
    signal input sizeTiers[legs];
    signal input price[collaterals];
    signal input tier[collaterals][SIZE_TIERS()];
    signal input index[collaterals];
    signal output total;

    component section[collaterals];
    component tiers[collaterals];
    signal haircut[collaterals];
    var sum = 0;
    for (var l = 0; l < legs; l++) {
        if (l < collaterals) {
            section[l] = SizeTiersHash();
            section[l].price <== price[l];
            section[l].tier <== tier[l];
            tiered[l] * (section[l].out - sizeTiers[l]) === 0;

            tiers[l] = SizeTiers(SIZE_TIERS());
            tiers[l].price <== price[l];
            tiers[l].tier <== tier[l];
            tiers[l].index <== index[l];
            // For a leg of another kind, short perhaps, the prover gives a price of 0, at which any size is nothing.
            tiers[l].magnitude <== size[l];
            haircut[l] <== tiered[l] * tiers[l].charge;
            sum += haircut[l];
        } else {
            tiered[l] * instrument[l] === 0;
        }
    }
    total <== sum;
}
