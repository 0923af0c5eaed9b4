pragma circom 2.2.2;

include "book.circom";
include "claim.circom";
include "isolated.circom";
include "../params.circom";

// The margin statement of an isolated account:
//
//   the account behind `commitment`, valued at `marketRoot`, has
//   equity * 10000 >= thresholdBps * requirement + 10000 * minExcess  exactly when solvent = 1.
//
// @param legs                     capacity: one perpetual or future, and collateral
// @input commitment, marketRoot, thresholdBps, minExcess, solvent, context    public
// @input everything else          the opening of the account, rows and their paths
// @assumes  the verifier of the proof checks commitment, root and context against what it knows, and each public
//           signal below r; the table behind the root keeps the publisher's ranges (checkTable)
// @sound    one opening of the commitment, one row for each slot under the root with the size tiers behind its hash,
//           margin a function of them; the sign of the difference of both sides is proven, so exactly one value of
//           `solvent` fits. `context` is bound as a public input: another one needs another proof
// @cost     see test/snapshots/constraints.json
template IsolatedStatement(legs) {
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
    signal input cross[legs][2];
    signal input initialSizeTiers[legs];
    signal input price[legs];
    signal input tier[legs][SIZE_TIERS()];
    signal input index[legs];
    signal input lower[legs][1 << NODE_BITS()];
    signal input upper[legs][1 << NODE_BITS()];
    signal input top[1 << TOP_BITS()];
    signal input parametersHash;
    signal input epoch;
    signal input time;

    // 1. The account behind the commitment, and the rows of its legs in the market behind the root.
    component book = Book(legs, METHOD_ISOLATED());
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
    book.cross <== cross;
    book.lower <== lower;
    book.upper <== upper;
    book.top <== top;
    book.parametersHash <== parametersHash;
    book.epoch <== epoch;
    book.time <== time;
    // What the method reads of each row.
    component section[legs];
    for (var l = 0; l < legs; l++) {
        section[l] = SizeTiersHash();
        section[l].price <== price[l];
        section[l].tier <== tier[l];
        book.sizeTiers[l] <== [section[l].out, initialSizeTiers[l]];
    }
    commitment === book.commitment;
    marketRoot === book.marketRoot;

    // 2. Equity and requirement.
    component margin = IsolatedMargin(legs);
    margin.cash <== cash;
    margin.size <== size;
    margin.cost <== cost;
    margin.long <== book.long;
    margin.derivative <== book.derivative;
    margin.terms <== terms;
    margin.settlementPrice <== settlementPrice;
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
