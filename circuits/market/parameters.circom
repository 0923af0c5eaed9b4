pragma circom 2.2.2;

include "../lib/hash.circom";
include "../params.circom";

// The hash of the parameters of a portfolio market.
//
// @param scenarios                number of scenarios, the last two of which may be of skew
// @input version
// @input lossFactor[2]            maintenance, initial
// @input skew[2]                  0 or 1, for the last two scenarios
// @input shock[], damping[]       for each scenario; shocks are signed
// @output out
// @sound                          fixed length and tag
// @cost                           about 2,900 for 33 scenarios
template ParametersHash(scenarios) {
    signal input version;
    signal input lossFactor[2];
    signal input skew[2];
    signal input shock[scenarios];
    signal input damping[scenarios];
    signal output out;

    component whole = Hash(5 + 2 * scenarios);
    whole.state <== TAG_PARAMETERS();
    whole.in[0] <== version;
    for (var i = 0; i < 2; i++) {
        whole.in[1 + i] <== lossFactor[i];
        whole.in[3 + i] <== skew[i];
    }
    for (var s = 0; s < scenarios; s++) {
        whole.in[5 + s] <== shock[s];
        whole.in[5 + scenarios + s] <== damping[s];
    }
    out <== whole.out;
}
