pragma circom 2.2.2;

include "../lib/curve.circom";
include "../lib/hash.circom";
include "../params.circom";

// The opening of a new commitment, encrypted once for two readers: holder of the account's viewing key, holder of the
// liquidation key. What is published is bound by its value as a polynomial at `point`.
//
// words: y of the ephemeral key, the seal key wrapped for each reader, then count with loss checkpoint and cash, the
// legs, and the blinding, each with the keystream of the seal key added.
//
// @param capacity               legs of the circuit; unused ones are sealed too, so the length tells nothing
// @input count, lossCheckpoint, cash, packed[], blinding    of the new state
// @input key[2], keyX[2]        readers' keys (KeyMultiple)
// @input point                  hash of the chain, the new commitment, both keys and the published words
// @output evaluation            sum of words[i] * point^i
// @assumes  the caller binds the state to the new commitment; the chain computes point and evaluation from what is
//           published, each word below r
// @sound    ephemeral secret and seal key are hashes of the blinding, so the words are a function of the new commitment
//           and the two keys, all fixed before `point`. Other words that agree at a point that hashes them too would
//           be a root, met by chance only, of a polynomial of degree capacity + 4
// @cost     about 7,200 for 8 legs
template Seal(capacity) {
    signal input count;
    signal input lossCheckpoint;
    signal input cash;
    signal input packed[capacity];
    signal input blinding;
    signal input key[2];
    signal input keyX[2];
    signal input point;
    signal output evaluation;

    var length = capacity + 5;
    signal words[length];

    // 1. The ephemeral key, and the seal key wrapped for each reader.
    signal ephemeral <== Poseidon(2)([TAG_EPHEMERAL(), blinding]);
    signal digit[254] <== FieldDigits()(ephemeral);
    words[0] <== BaseMultiple()(digit);
    signal sealKey <== Poseidon(2)([TAG_SEAL_KEY(), blinding]);
    component shared[2];
    signal wrap[2];
    for (var k = 0; k < 2; k++) {
        shared[k] = KeyMultiple();
        shared[k].digit <== digit;
        shared[k].key <== key[k];
        shared[k].keyX <== keyX[k];
        wrap[k] <== Poseidon(2)([TAG_WRAP(), shared[k].y]);
        words[1 + k] <== sealKey + wrap[k];
    }

    // 2. The opening: 8 bits, 64 bits and a signed cash of 64 bits in one element, then the legs and the blinding.
    component stream = Keystream(capacity + 2);
    stream.key <== sealKey;
    words[3] <== stream.out[0] + count + (1 << 8) * lossCheckpoint + (1 << 72) * cash;
    for (var l = 0; l < capacity; l++) {
        words[4 + l] <== stream.out[1 + l] + packed[l];
    }
    words[length - 1] <== stream.out[capacity + 1] + blinding;

    // 3. Their value at the point, from the last word down.
    signal sum[length];
    sum[length - 1] <== words[length - 1];
    for (var i = length - 2; i >= 0; i--) {
        sum[i] <== sum[i + 1] * point + words[i];
    }
    evaluation <== sum[0];
}
