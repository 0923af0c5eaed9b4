pragma circom 2.2.2;

// Widths and tags. prover/model/units.ts, market.ts and poseidon.ts state the same numbers; tests hold them together.

// size: [-2^55, 2^55), 8 decimals.
function SIZE_BITS() { return 56; }
// |price| < 2^52, 8 decimals; guaranteed by the publisher of the market table.
function PRICE_BITS() { return 52; }
// cash, cost: [-2^63, 2^63), 8 decimals.
function CASH_BITS() { return 64; }
// |factor| < 2^36, 9 decimals; guaranteed by the publisher.
function FACTOR_BITS() { return 36; }
function THRESHOLD_BITS() { return 24; }
function EXCESS_BITS() { return 96; }
function EXPIRY_BITS() { return 32; }

// Two sums share a field element: low + 2^116 * high.
function LANE_BITS() { return 116; }

function ONE_SIZE() { return 100000000; }
function ONE_FACTOR() { return 1000000000; }
function ONE_BPS() { return 10000; }

// A slot of the market table has 4 + 3 + 3 bits: group at the top, upper node, lower node.
function TOP_BITS() { return 4; }
function NODE_BITS() { return 3; }
function SLOT_BITS() { return 10; }
function LEGS_PER_CHUNK() { return 4; }

// Slots below 2^4 hold collateral with a tiered haircut, those below 2^6 collateral; slot 0 is no instrument.
function TIERED_SLOT_BITS() { return 4; }
function COLLATERAL_SLOT_BITS() { return 6; }

// Tiers of an isolated position or a haircut, and those of a row of the cross method.
function SIZE_TIERS() { return 12; }
function CROSS_TIERS() { return 4; }
// Rate: 9 decimals, at most 1. Floor: whole units of the quote currency.
function RATE_BITS() { return 30; }
function FLOOR_BITS() { return 36; }

// Limits of a row: reduce-only, frozen, largest size, largest distance of a fill's price from the settlement price.
function LIMITS_BITS() { return 2 + 55 + 52; }

// Fields of a row, in the order of its leaf: values are pairs of lanes, cross and size tiers a hash for each level.
function ROW_UNDERLYING() { return 0; }
function ROW_TERMS() { return 1; }
function ROW_SETTLEMENT_PRICE() { return 2; }
function ROW_LINEAR_PRICE() { return 3; }
function ROW_CHARGE() { return 4; }
function ROW_SHORT_CHARGE() { return 5; }
function ROW_LIMITS() { return 6; }
function ROW_VALUES() { return 7; }
function ROW_SCENARIOS() { return 10; }
function ROW_CROSS() { return 11; }
function ROW_SIZE_TIERS() { return 13; }
function ROW_FIELDS() { return 15; }

function METHOD_ISOLATED() { return 1; }
function METHOD_CROSS() { return 2; }
function METHOD_PORTFOLIO() { return 3; }

// One tag for each kind of hash.
function TAG_LEGS() { return 1; }
function TAG_ACCOUNT() { return 2; }
function TAG_SCENARIOS() { return 3; }
function TAG_ROW() { return 4; }
function TAG_NODE() { return 5; }
function TAG_PARAMETERS() { return 6; }
function TAG_MARKET() { return 7; }
function TAG_SIZE_TIERS() { return 8; }
function TAG_CROSS() { return 9; }
function TAG_FILL() { return 10; }
function TAG_EPHEMERAL() { return 11; }
function TAG_SEAL_KEY() { return 12; }
function TAG_WRAP() { return 13; }
function TAG_STREAM() { return 14; }

// Least g with n <= 2^g: a sum of n terms is g bits wider than its widest term.
function ceilLog2(n) {
    var g = 0;
    while ((1 << g) < n) { g += 1; }
    return g;
}
