pragma circom 2.2.2;

include "book.circom";
include "claim.circom";
include "cross.circom";
include "../params.circom";

// The margin statement of a cross account:
//
//   the account behind `commitment`, valued at `marketRoot`, has
//   equity * 10000 >= thresholdBps * requirement + 10000 * minExcess  exactly when solvent = 1.
//
// @param legs                     capacity: legs, and as many underlyings and expiries
// @input commitment, marketRoot, thresholdBps, minExcess, solvent, context    public
// @input everything else          the opening of the account, rows and their paths
// @assumes  the verifier of the proof checks commitment, root and context against what it knows, and each public
//           signal below r; the table behind the root keeps the publisher's ranges (checkTable)
// @sound    one opening of the commitment, one row for each slot under the root with the cross section behind its hash,
//           margin a function of them; the sign of the difference of both sides is proven, so exactly one value of
//           `solvent` fits. `context` is bound as a public input: another one needs another proof
// @cost     see test/snapshots/constraints.json
template CrossStatement(legs) {
    signal input commitment;
    signal input marketRoot;
    signal input thresholdBps;
    signal input minExcess;
    signal input solvent;
    signal input context;

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
    signal input initialCross[legs];
    signal input sizeTiers[legs][2];
    signal input deltaGamma[legs];
    signal input vega[legs];
    signal input volUp[legs];
    signal input volDown[legs];
    signal input price[legs];
    signal input tier[legs][CROSS_TIERS()];
    signal input index[legs];
    signal input lower[legs][1 << NODE_BITS()];
    signal input upper[legs][1 << NODE_BITS()];
    signal input top[1 << TOP_BITS()];
    signal input parametersHash;
    signal input epoch;
    signal input time;

    // 1. The account behind the commitment, and the rows of its legs in the market behind the root.
    component book = Book(legs, METHOD_CROSS());
    book.id <== id;
    book.owner <== owner;
    book.sequence <== sequence;
    book.lossCheckpoint <== lossCheckpoint;
    book.count <== count;
    book.cash <== cash;
    book.instrument <== instrument;
    book.size <== size;
    book.cost <== cost;
    book.blinding <== blinding;
    book.underlying <== underlying;
    book.terms <== terms;
    book.settlementPrice <== settlementPrice;
    book.linearPrice <== linearPrice;
    book.charge <== charge;
    book.shortCharge <== shortCharge;
    book.limits <== limits;
    book.value <== value;
    book.scenarios <== scenarios;
    book.sizeTiers <== sizeTiers;
    book.lower <== lower;
    book.upper <== upper;
    book.top <== top;
    book.parametersHash <== parametersHash;
    book.epoch <== epoch;
    book.time <== time;
    // What the method reads of each row.
    component section[legs];
    for (var l = 0; l < legs; l++) {
        section[l] = CrossHash();
        section[l].deltaGamma <== deltaGamma[l];
        section[l].vega <== vega[l];
        section[l].volUp <== volUp[l];
        section[l].volDown <== volDown[l];
        section[l].price <== price[l];
        section[l].tier <== tier[l];
        book.cross[l] <== [section[l].out, initialCross[l]];
    }
    commitment === book.commitment;
    marketRoot === book.marketRoot;

    // 2. Equity and requirement.
    component margin = CrossMargin(legs);
    margin.cash <== cash;
    margin.size <== size;
    margin.cost <== cost;
    margin.long <== book.long;
    margin.derivative <== book.derivative;
    margin.underlying <== underlying;
    margin.terms <== terms;
    margin.settlementPrice <== settlementPrice;
    margin.deltaGamma <== deltaGamma;
    margin.vega <== vega;
    margin.volUp <== volUp;
    margin.volDown <== volDown;
    margin.price <== price;
    margin.tier <== tier;
    margin.index <== index;

    // 3. The claim.
    component claim = Claim(25, 153);
    claim.equity <== margin.equity;
    claim.requirement <== margin.requirement;
    claim.thresholdBps <== thresholdBps;
    claim.minExcess <== minExcess;
    solvent === claim.solvent;

    // 4. The context takes part in no other constraint.
    signal bound <== context * context;
}
