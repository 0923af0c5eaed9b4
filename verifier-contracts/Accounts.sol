// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {HouseControls} from "./HouseControls.sol";
import {Change, IClearingHouse} from "./interfaces/IClearingHouse.sol";
import {ICircuitRouter, Statement} from "./interfaces/ICircuitRouter.sol";
import {ICommitmentSource} from "./interfaces/ICommitmentSource.sol";
import {IMarketRoots} from "./interfaces/IMarketRoots.sol";
import {ChangeSignals, ChangeStatement} from "./libraries/ChangeSignals.sol";
import {SealedState} from "./libraries/SealedState.sol";

/// @title Accounts
/// @notice What the chain keeps of an account, and the one way to change it: by a proven step from the commitment that
/// is stored to the next.
/// @dev Assumptions.
/// Circuits: keep id, owner and method of an account, raise its sequence by one, and prove what `ChangeSignals` says of
/// each statement. So a commitment names one account at one sequence, and never comes back.
/// Roots: come no faster than a proof is made and sent. Who posts them can keep changes from landing by posting more.
/// Sealing: every commitment after the first is published with its opening, encrypted to the two keys of that moment.
abstract contract Accounts is IClearingHouse, HouseControls {
    using ChangeSignals for ChangeStatement;
    using SafeCast for uint256;

    /// @dev Three slots.
    struct Account {
        address owner;
        uint48 sequence;
        uint48 provenEpoch;
        uint256 commitment;
        uint256 viewingKey;
    }

    /// @dev `provenEpoch` of an account that has had cash only: no debt, no position and no collateral that a haircut
    /// may eat up, so it cannot be insolvent at any prices. Of every other it is the newest epoch of its changes:
    /// without a proof at the newest prices nothing but cash goes in, and only while that epoch is the newest.
    uint48 internal constant CASH_ONLY = type(uint48).max;

    /// @inheritdoc IClearingHouse
    ICircuitRouter public immutable router;
    /// @inheritdoc ICommitmentSource
    IMarketRoots public immutable roots;
    /// @inheritdoc IClearingHouse
    uint64 public immutable maxRootAge;

    mapping(bytes32 account => Account) private _accounts;

    constructor(ICircuitRouter router_, IMarketRoots roots_, uint64 maxRootAge_) {
        if (address(roots_).code.length == 0) revert NotAContract(address(roots_));
        if (!router_.started()) revert RouterNotStarted(address(router_));
        router = router_;
        roots = roots_;
        maxRootAge = maxRootAge_;
    }

    /// @inheritdoc ICommitmentSource
    function accountOf(bytes32 account) external view returns (AccountState memory) {
        Account storage held = _accounts[account];
        uint48 provenEpoch = held.provenEpoch;
        return
            AccountState({
                commitment: held.commitment,
                sequence: held.sequence,
                sinceEpoch: provenEpoch == CASH_ONLY ? 0 : provenEpoch,
                owner: held.owner
            });
    }

    /// @inheritdoc IClearingHouse
    function viewingKeyOf(bytes32 account) external view returns (uint256) {
        return _accounts[account].viewingKey;
    }

    /// @inheritdoc IClearingHouse
    function provenEpochOf(bytes32 account) external view returns (uint48) {
        return _accounts[account].provenEpoch;
    }

    function _create(bytes32 account, uint256 commitment, uint256 viewingKey) internal {
        _accounts[account] = Account({
            owner: msg.sender,
            sequence: 1,
            provenEpoch: CASH_ONLY,
            commitment: commitment,
            viewingKey: viewingKey
        });
    }

    function _setViewingKey(bytes32 account, uint256 viewingKey) internal {
        _accounts[account].viewingKey = viewingKey;
    }

    /// @dev What the chain itself contributes to a statement about a change; the rest is left to the caller.
    function _statementOf(Change calldata change) internal view returns (ChangeStatement memory statement) {
        Account storage account = _accounts[change.account];
        statement.oldCommitment = account.commitment;
        statement.newCommitment = change.newCommitment;
        statement.viewingKey = account.viewingKey;
        statement.liquidationKey = liquidationKey();
        (statement.point, statement.evaluation) = SealedState.evaluate(
            SealedState.Subject({
                account: change.account,
                sequence: account.sequence + 1,
                commitment: change.newCommitment,
                viewingKey: statement.viewingKey,
                liquidationKey: statement.liquidationKey
            }),
            change.sealedState
        );
    }

    /// @dev Reverts unless the proof of the change is one of the statement, read as this kind.
    function _verify(Change calldata change, Statement kind, ChangeStatement memory statement) internal view {
        uint256[] memory signals;
        if (kind == Statement.Deposit) signals = statement.toDepositSignals();
        else if (kind == Statement.Transition) signals = statement.toTransitionSignals();
        else if (kind == Statement.Reduce) signals = statement.toReduceSignals();
        else revert StatementNotTaken(change.circuit, kind);
        router.verify(change.circuit, kind, change.proof, signals);
    }

    /// @dev Moves the account on to the state that was proven.
    function _commit(Change calldata change, ChangeStatement memory statement, uint48 provenEpoch) internal {
        Account storage account = _accounts[change.account];
        uint48 sequence = account.sequence + 1;
        account.sequence = sequence;
        // The later of both, CASH_ONLY being before all: where the newest root was taken back, what came about at its
        // prices was not held at older ones. Without a branch, so that gas says nothing of an account.
        unchecked {
            account.provenEpoch = uint48(Math.max(account.provenEpoch + 1, provenEpoch + 1)) - 1;
        }
        account.commitment = statement.newCommitment;
        emit StateSealed(
            change.account,
            sequence,
            statement.newCommitment,
            change.circuit,
            statement.viewingKey,
            statement.liquidationKey,
            change.sealedState
        );
    }

    /// @dev What the change's circuit states, as the router has it.
    function _kindOf(Change calldata change) internal view returns (Statement) {
        return router.circuitOf(change.circuit).statement;
    }

    /// @dev The newest root that is not revoked, if its prices are fresh.
    function _newestRoot() internal view returns (uint48 epoch, uint256 root) {
        uint64 latest = roots.latestEpoch();
        if (latest == 0) revert NoRootInForce();
        IMarketRoots.MarketRoot memory market = roots.rootAt(latest);
        if (block.timestamp > uint256(market.time) + maxRootAge) revert RootTooOld(latest, market.time, maxRootAge);
        return (uint256(latest).toUint48(), market.root);
    }

    /// @dev Epoch to keep after a proof of margin at `epoch` by which nothing but cash came in.
    function _provenAt(bytes32 account, uint48 epoch) internal view returns (uint48) {
        return _accounts[account].provenEpoch == CASH_ONLY ? CASH_ONLY : epoch;
    }

    function _owner(bytes32 account) internal view returns (address) {
        return _accounts[account].owner;
    }

    function _provenEpoch(bytes32 account) internal view returns (uint48) {
        return _accounts[account].provenEpoch;
    }

    function _sequence(bytes32 account) internal view returns (uint64) {
        return _accounts[account].sequence;
    }

    function _requireOwner(bytes32 account) internal view {
        if (msg.sender != _accounts[account].owner) revert NotAccountOwner(account, msg.sender);
    }
}
