pragma circom 2.2.2;

include "../lib/hash.circom";
include "../params.circom";

// The opening statement: `commitment` is the first one of `account`, which is empty.
//
// Its blinding is 0: an empty account hides nothing, and anybody can open it.
//
// @input commitment, account, owner, method, lossCheckpoint    public
// @assumes  the contract takes each id once, and binds owner and method to it
// @sound    a hash of public values: sequence 1, no legs, no cash
// @cost     470
template OpenStatement() {
    signal input commitment;
    signal input account;
    signal input owner;
    signal input method;
    signal input lossCheckpoint;

    component whole = Hash(9);
    whole.state <== TAG_ACCOUNT();
    whole.in <== [account, owner, method, 1, lossCheckpoint, 0, 0, TAG_LEGS(), 0];
    commitment === whole.out;
}
