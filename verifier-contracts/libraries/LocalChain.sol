// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.37;

/// @title LocalChain
/// @notice Keeps what must never hold value (development keys, demonstration tokens) on chains of one machine.
library LocalChain {
    /// @notice The contract is for local chains only.
    error NotALocalChain(uint256 chainId);

    /// @notice Reverts unless the chain id is 31337 or 1337.
    function requireLocal() internal view {
        if (block.chainid != 31337 && block.chainid != 1337) revert NotALocalChain(block.chainid);
    }
}
