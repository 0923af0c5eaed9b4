pragma circom 2.2.2;

include "../lib/hash.circom";
include "../params.circom";

// The commitment to an account: Poseidon(tag, header, count, cash, legs, blinding).
//
// The legs are hashed as a chain over chunks of four, and the state after the account's own number of chunks is taken,
// so the commitment does not depend on the capacity.
//
// @param capacity               legs of the circuit, a multiple of 4
// @input id, owner, method, sequence, lossCheckpoint, count, cash, blinding    hashed as they are
// @input packed[]               legs (Legs)
// @input used[]                 1 for the first `count` legs; read at the start of each chunk
// @output commitment
// @assumes  legs, count and cash are ranged
// @sound    collision resistance; the count is hashed, so a chain of fewer chunks is another account's
// @cost     324 for each chunk, 462
template AccountCommitment(capacity) {
    assert(capacity % LEGS_PER_CHUNK() == 0);
    signal input id;
    signal input owner;
    signal input method;
    signal input sequence;
    signal input lossCheckpoint;
    signal input count;
    signal input cash;
    signal input packed[capacity];
    signal input used[capacity];
    signal input blinding;
    signal output commitment;

    var chunks = capacity \ LEGS_PER_CHUNK();
    component chain[chunks];
    signal ended[chunks];
    var legsHash = TAG_LEGS();
    for (var c = 0; c < chunks; c++) {
        chain[c] = Hash(LEGS_PER_CHUNK());
        chain[c].state <== c == 0 ? TAG_LEGS() : chain[c - 1].out;
        for (var i = 0; i < LEGS_PER_CHUNK(); i++) {
            chain[c].in[i] <== packed[c * LEGS_PER_CHUNK() + i];
        }
        // A chunk counts when its first leg is used.
        ended[c] <== used[c * LEGS_PER_CHUNK()] * (chain[c].out - chain[c].state);
        legsHash += ended[c];
    }

    component whole = Hash(9);
    whole.state <== TAG_ACCOUNT();
    whole.in <== [id, owner, method, sequence, lossCheckpoint, count, cash, legsHash, blinding];
    commitment <== whole.out;
}
