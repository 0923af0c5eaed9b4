pragma circom 2.2.2;

include "../lib/compare.circom";

// Sums over the legs of one key, each given at the first leg that has the key and 0 at the others.
//
// @param legs            capacity
// @input key[legs], value[legs]
// @output sum[legs]
// @sound    sameness of keys is proven for every pair; a leg leads iff no earlier one has its key, so each value is in
//           one sum. Products with bits only
// @cost     5 for each pair of legs
template GroupSums(legs) {
    signal input key[legs];
    signal input value[legs];
    signal output sum[legs];

    signal same[legs][legs];
    signal leads[legs][legs];
    signal part[legs][legs];
    for (var l = 0; l < legs; l++) {
        // leads[l][m]: none of the first m legs has the key of leg l.
        leads[l][0] <== 1;
        for (var m = 0; m < l; m++) {
            leads[l][m + 1] <== leads[l][m] * (1 - same[m][l]);
        }
        var total = value[l];
        for (var m = l + 1; m < legs; m++) {
            same[l][m] <== Equal()(key[l], key[m]);
            part[l][m] <== same[l][m] * value[m];
            total += part[l][m];
        }
        sum[l] <== leads[l][l] * total;
    }
}
