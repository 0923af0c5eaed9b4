// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.37;

/// @notice The margin statement: the account behind `commitment`, valued at `marketRoot`, has
/// `equity * 10000 >= thresholdBps * requirement + 10000 * minExcess` exactly when `solvent` is true.
struct MarginStatement {
    uint256 commitment;
    uint256 marketRoot;
    uint256 thresholdBps;
    uint256 minExcess;
    bool solvent;
    uint256 context;
}

/// @title MarginSignals
/// @notice The only place that knows the order of the public signals of a margin circuit.
library MarginSignals {
    /// @notice The signals in the order in which the circuit declares them public.
    function toSignals(MarginStatement memory statement) internal pure returns (uint256[] memory signals) {
        signals = new uint256[](6);
        signals[0] = statement.commitment;
        signals[1] = statement.marketRoot;
        signals[2] = statement.thresholdBps;
        signals[3] = statement.minExcess;
        signals[4] = statement.solvent ? 1 : 0;
        signals[5] = statement.context;
    }
}
