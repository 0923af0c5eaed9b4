// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.37;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {Ownable2Step} from "@openzeppelin/contracts/access/Ownable2Step.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {IAttestedAccounts} from "./interfaces/IAttestedAccounts.sol";
import {ICommitmentSource} from "./interfaces/ICommitmentSource.sol";
import {IMarketRoots} from "./interfaces/IMarketRoots.sol";
import {ScalarField} from "./libraries/ScalarField.sol";

/// @title AttestedAccounts
/// @notice Commitments to the accounts of a venue, posted by the venue.
/// @dev Assumptions.
/// Venue (the owner): trusted to post the true book of every account, promptly; it can understate, and it can censor by
/// not posting. It cannot go back to an older commitment or give one commitment to two accounts.
/// Commitments: hide their content by fresh blinding, so a repeated one is a mistake or a copy and is refused.
/// Binding: that id, owner and sequence inside a commitment equal those stored here is the venue's duty.
contract AttestedAccounts is IAttestedAccounts, Ownable2Step {
    using SafeCast for uint256;

    /// @dev Two slots.
    struct Account {
        uint256 commitment;
        uint48 sequence;
        uint48 sinceEpoch;
        address owner;
    }

    /// @inheritdoc ICommitmentSource
    IMarketRoots public immutable roots;

    mapping(bytes32 account => Account) private _accounts;

    /// @notice The account that used a commitment first; zero while unused.
    mapping(uint256 commitment => bytes32 account) public accountWith;

    constructor(address venue, IMarketRoots roots_) Ownable(venue) {
        if (address(roots_).code.length == 0) revert NotAContract(address(roots_));
        roots = roots_;
    }

    /// @inheritdoc IAttestedAccounts
    function register(bytes32 account, address owner) external onlyOwner {
        ScalarField.requireNonZero(uint256(account));
        if (owner == address(0)) revert OwnerIsZero(account);
        Account storage state = _accounts[account];
        if (state.owner != address(0)) revert AccountExists(account, state.owner);

        state.owner = owner;
        emit AccountRegistered(account, owner);
    }

    /// @inheritdoc IAttestedAccounts
    function postCommitment(bytes32 account, uint64 sequence, uint256 commitment) external onlyOwner {
        Account storage state = _accounts[account];
        if (state.owner == address(0)) revert UnknownAccount(account);
        if (sequence != state.sequence + 1) revert SequenceNotNext(account, sequence, state.sequence + 1);
        ScalarField.requireNonZero(commitment);
        bytes32 user = accountWith[commitment];
        if (user != bytes32(0)) revert CommitmentUsed(commitment, user);

        accountWith[commitment] = account;
        state.commitment = commitment;
        state.sequence = uint256(sequence).toUint48();
        state.sinceEpoch = uint256(roots.lastPostedEpoch()).toUint48();
        emit CommitmentPosted(account, sequence, commitment);
    }

    /// @inheritdoc ICommitmentSource
    function accountOf(bytes32 account) external view returns (AccountState memory) {
        Account storage held = _accounts[account];
        return
            AccountState({
                commitment: held.commitment,
                sequence: held.sequence,
                sinceEpoch: held.sinceEpoch,
                owner: held.owner
            });
    }
}
