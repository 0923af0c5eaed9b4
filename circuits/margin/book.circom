pragma circom 2.2.2;

include "../account/opening.circom";
include "../market/row.circom";
include "../market/tree.circom";
include "../params.circom";

// An account and the rows of its legs: opens the commitment, and for each leg the row of its slot under the root.
//
// What a method reads of a row alone comes as a hash, which the caller binds to what it reads.
//
// @param legs, method              capacity; number of the method in the header
// @input id ... blinding           opening of the account (AccountOpening)
// @input underlying[] ... sizeTiers[][2]    row of each leg (RowLeaf)
// @input lower[][8], upper[][8], top[16]    paths of the rows (RowMembership)
// @input parametersHash, epoch, time        the rest of the root
// @output commitment, marketRoot
// @output slotDigit[][10], long[], derivative[], tiered[]    of each leg (AccountOpening)
// @assumes  the caller compares commitment and root with public ones
// @sound    one opening of the commitment; one row for each slot under the root; an unused leg opens slot 0, all zeros
// @cost     1,690 for each leg, 324 for each chunk of four, 1,400
template Book(legs, method) {
    var nodes = 1 << NODE_BITS();
    signal input id;
    signal input owner;
    signal input sequence;
    signal input lossCheckpoint;
    signal input count;
    signal input cash;
    signal input instrument[legs];
    signal input size[legs];
    signal input cost[legs];
    signal input blinding;

    signal input underlying[legs];
    signal input terms[legs];
    signal input settlementPrice[legs];
    signal input linearPrice[legs];
    signal input charge[legs];
    signal input shortCharge[legs];
    signal input limits[legs];
    signal input value[legs][VALUES_IN_LEAF()];
    signal input scenarios[legs];
    signal input cross[legs][2];
    signal input sizeTiers[legs][2];
    signal input lower[legs][nodes];
    signal input upper[legs][nodes];
    signal input top[1 << TOP_BITS()];
    signal input parametersHash;
    signal input epoch;
    signal input time;

    signal output commitment;
    signal output marketRoot;
    signal output slotDigit[legs][SLOT_BITS()];
    signal output long[legs];
    signal output derivative[legs];
    signal output tiered[legs];

    component account = AccountOpening(legs, method);
    account.id <== id;
    account.owner <== owner;
    account.sequence <== sequence;
    account.lossCheckpoint <== lossCheckpoint;
    account.count <== count;
    account.cash <== cash;
    account.instrument <== instrument;
    account.size <== size;
    account.cost <== cost;
    account.blinding <== blinding;
    commitment <== account.commitment;
    slotDigit <== account.slotDigit;
    long <== account.long;
    derivative <== account.derivative;
    tiered <== account.tiered;

    component leaf[legs];
    component membership[legs];
    for (var l = 0; l < legs; l++) {
        leaf[l] = RowLeaf();
        leaf[l].underlying <== underlying[l];
        leaf[l].terms <== terms[l];
        leaf[l].settlementPrice <== settlementPrice[l];
        leaf[l].linearPrice <== linearPrice[l];
        leaf[l].charge <== charge[l];
        leaf[l].shortCharge <== shortCharge[l];
        leaf[l].limits <== limits[l];
        leaf[l].value <== value[l];
        leaf[l].scenarios <== scenarios[l];
        leaf[l].cross <== cross[l];
        leaf[l].sizeTiers <== sizeTiers[l];
        membership[l] = RowMembership();
        membership[l].digit <== account.slotDigit[l];
        membership[l].leaf <== leaf[l].leaf;
        membership[l].lower <== lower[l];
        membership[l].upper <== upper[l];
        membership[l].top <== top;
    }

    component market = MarketRoot();
    market.top <== top;
    market.parametersHash <== parametersHash;
    market.epoch <== epoch;
    market.time <== time;
    marketRoot <== market.root;
}
