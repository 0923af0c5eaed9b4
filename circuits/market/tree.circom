pragma circom 2.2.2;

include "../lib/hash.circom";
include "../lib/select.circom";
include "../params.circom";

// One level of eight: the child at the place of the digits is `child`.
//
// @input digit[3]       boolean, least first
// @input child          hash that must stand at that place
// @input children[8]    the whole level
// @output node          hash of the level
// @assumes              digits are boolean
// @sound                the marked child equals `child`, and the hash binds all eight in order
// @cost                 420 + 20
template Node() {
    signal input digit[NODE_BITS()];
    signal input child;
    signal input children[1 << NODE_BITS()];
    signal output node;

    component place = OneHot(NODE_BITS());
    place.digit <== digit;
    component picked = Pick(1 << NODE_BITS());
    picked.in <== children;
    picked.hot <== place.out;
    picked.out === child;

    component whole = Hash(1 << NODE_BITS());
    whole.state <== TAG_NODE();
    whole.in <== children;
    node <== whole.out;
}

// The leaf stands in the table at `slot`: two levels of eight, then one of the sixteen groups of the top.
//
// @input digit[10]      bits of the slot
// @input leaf           hash of the row
// @input lower[8], upper[8]    levels around the row
// @input top[16]        groups, shared by all legs and hashed once by the caller
// @assumes              digits are boolean; `top` is bound to the root by the caller
// @sound                each level holds the one below at the place the slot names, so with the root fixed there is
//                       one leaf for each slot unless Poseidon collides; an empty slot holds 0, which is no known hash
// @cost                 about 920
template RowMembership() {
    signal input digit[SLOT_BITS()];
    signal input leaf;
    signal input lower[1 << NODE_BITS()];
    signal input upper[1 << NODE_BITS()];
    signal input top[1 << TOP_BITS()];

    component low = Node();
    component high = Node();
    component group = OneHot(TOP_BITS());
    for (var i = 0; i < NODE_BITS(); i++) {
        low.digit[i] <== digit[i];
        high.digit[i] <== digit[NODE_BITS() + i];
    }
    for (var i = 0; i < TOP_BITS(); i++) {
        group.digit[i] <== digit[2 * NODE_BITS() + i];
    }
    low.child <== leaf;
    low.children <== lower;
    high.child <== low.node;
    high.children <== upper;

    component picked = Pick(1 << TOP_BITS());
    picked.in <== top;
    picked.hot <== group.out;
    picked.out === high.node;
}

// The root of a market table: rows, parameters, epoch and time.
//
// @input top[16], parametersHash, epoch, time
// @output root    Poseidon(tag, top, parametersHash, epoch, time)
// @sound          fixed length and tag
// @cost           935
template MarketRoot() {
    signal input top[1 << TOP_BITS()];
    signal input parametersHash;
    signal input epoch;
    signal input time;
    signal output root;

    var groups = 1 << TOP_BITS();
    component whole = Hash(groups + 3);
    whole.state <== TAG_MARKET();
    for (var i = 0; i < groups; i++) {
        whole.in[i] <== top[i];
    }
    whole.in[groups] <== parametersHash;
    whole.in[groups + 1] <== epoch;
    whole.in[groups + 2] <== time;
    root <== whole.out;
}
