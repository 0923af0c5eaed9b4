pragma circom 2.2.2;

include "circomlib/circuits/poseidon.circom";
include "../params.circom";

// Hash of a state and a vector: the state takes up to 15 elements a step. The state starts as the tag of the kind of
// hash, or as the hash of what came before in a chain.
//
// @param n        length of the vector, fixed for each tag
// @input state    tag or earlier hash
// @input in[n]    field elements
// @output out     the last state
// @assumes        two vectors under one tag have one length
// @sound          collision resistance of Poseidon at each step; lengths are fixed, so no vector is the start of another
// @cost           about 612 for each 15 elements
template Hash(n) {
    signal input state;
    signal input in[n];
    signal output out;

    var steps = (n + 14) \ 15;
    component step[steps];
    for (var s = 0; s < steps; s++) {
        var first = 15 * s;
        var taken = n - first > 15 ? 15 : n - first;
        step[s] = Poseidon(taken + 1);
        step[s].inputs[0] <== s == 0 ? state : step[s - 1].out;
        for (var i = 0; i < taken; i++) {
            step[s].inputs[i + 1] <== in[first + i];
        }
    }
    out <== step[steps - 1].out;
}

// A keystream for at most 15 elements a block: the outputs of one permutation but the first, which stays hidden.
//
// @param n        elements
// @input key      secret
// @output out[n]
// @assumes        a key makes one stream only
// @sound          fixed by the key; block number and tag keep blocks and other hashes apart. With one output and the key
//                 unknown, a stream tells nothing of the key unless Poseidon's permutation can be solved
// @cost           about 610 for each 15 elements
template Keystream(n) {
    signal input key;
    signal output out[n];

    var blocks = (n + 14) \ 15;
    component block[blocks];
    for (var b = 0; b < blocks; b++) {
        block[b] = PoseidonEx(15, 16);
        block[b].initialState <== 0;
        block[b].inputs[0] <== TAG_STREAM();
        block[b].inputs[1] <== key;
        block[b].inputs[2] <== b;
        for (var i = 3; i < 15; i++) {
            block[b].inputs[i] <== 0;
        }
        for (var i = 0; i < 15 && 15 * b + i < n; i++) {
            out[15 * b + i] <== block[b].out[i + 1];
        }
    }
}
