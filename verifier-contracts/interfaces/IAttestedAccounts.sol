// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.37;

import {ICommitmentSource} from "./ICommitmentSource.sol";

/// @title IAttestedAccounts
/// @notice A commitment source whose commitments a venue attests.
interface IAttestedAccounts is ICommitmentSource {
    /// @notice The venue named the owner of a new account.
    event AccountRegistered(bytes32 indexed account, address indexed owner);
    /// @notice The account's book changed.
    event CommitmentPosted(bytes32 indexed account, uint64 indexed sequence, uint256 commitment);

    /// @notice A contract address of the deployment holds no code.
    error NotAContract(address target);
    /// @notice An account is registered once.
    error AccountExists(bytes32 account, address owner);
    /// @notice The account was never registered.
    error UnknownAccount(bytes32 account);
    /// @notice An account needs an owner.
    error OwnerIsZero(bytes32 account);
    /// @notice Sequences go up by exactly one.
    error SequenceNotNext(bytes32 account, uint64 sequence, uint64 expected);
    /// @notice A commitment is used once, by one account.
    error CommitmentUsed(uint256 commitment, bytes32 account);

    /// @notice Registers an account. Venue only.
    /// @param account id, a non-zero element of the scalar field
    function register(bytes32 account, address owner) external;

    /// @notice Replaces the account's commitment. Venue only.
    /// @param sequence one more than the account's current sequence
    /// @param commitment a non-zero element of the scalar field that was never posted before
    function postCommitment(bytes32 account, uint64 sequence, uint256 commitment) external;
}
