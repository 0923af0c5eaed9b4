// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.37;

import {IMarketRoots} from "./IMarketRoots.sol";

/// @title ICommitmentSource
/// @notice Where the current commitment of an account is looked up.
/// @dev A source never moves a sequence back, and gives every new commitment a new sequence.
interface ICommitmentSource {
    /// @notice Current state of an account.
    struct AccountState {
        /// @dev hiding commitment to cash and legs; 0 before the first one
        uint256 commitment;
        /// @dev number of the commitment, from 1; 0 before the first one
        uint64 sequence;
        /// @dev the newest epoch at which it came about or was changed before, also if its root was taken back since:
        /// older prices say nothing of what it holds. It never moves back. 0 where prices do not matter
        uint64 sinceEpoch;
        /// @dev who may act for the account; zero for an unknown account
        address owner;
    }

    /// @notice Whose epochs `sinceEpoch` counts.
    function roots() external view returns (IMarketRoots);

    /// @notice The account's state, all zero for an unknown account.
    function accountOf(bytes32 account) external view returns (AccountState memory);
}
