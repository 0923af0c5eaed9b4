// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.37;

import {ScalarField} from "./ScalarField.sol";

/// @notice The opening statement: the commitment is that of an empty account with these parts in its header.
struct OpenStatement {
    uint256 commitment;
    bytes32 account;
    address owner;
    uint8 method;
    uint64 lossCheckpoint;
}

/// @notice A change of an account. Each kind of statement speaks of some of the parts; the rest stays zero.
struct ChangeStatement {
    uint256 oldCommitment;
    uint256 newCommitment;
    uint256 marketRoot;
    /// @dev margin that the new state meets: 0 maintenance, 1 initial
    uint8 level;
    uint256 fill;
    /// @dev 1 buyer, -1 seller, 0 without a fill
    int8 side;
    uint256 flow;
    uint256 viewingKey;
    uint256 liquidationKey;
    /// @dev of the sealed new state, as `SealedState` evaluates it
    uint256 point;
    uint256 evaluation;
}

/// @title ChangeSignals
/// @notice The only place that knows the order of the public signals of the circuits that change accounts.
library ChangeSignals {
    uint256 private constant SEAL = 4;

    /// @notice Signals of the statement Open.
    function toSignals(OpenStatement memory statement) internal pure returns (uint256[] memory signals) {
        signals = new uint256[](5);
        signals[0] = statement.commitment;
        signals[1] = uint256(statement.account);
        signals[2] = uint160(statement.owner);
        signals[3] = statement.method;
        signals[4] = statement.lossCheckpoint;
    }

    /// @notice Signals of the statement Deposit: the flow is received, nothing else changes.
    function toDepositSignals(ChangeStatement memory statement) internal pure returns (uint256[] memory signals) {
        signals = _withSeal(statement, 3);
        signals[2] = statement.flow;
    }

    /// @notice Signals of the statement Transition: the new state is at or above the margin of `level`.
    function toTransitionSignals(ChangeStatement memory statement) internal pure returns (uint256[] memory signals) {
        signals = _withSeal(statement, 7);
        signals[2] = statement.marketRoot;
        signals[3] = statement.level;
        signals[4] = statement.fill;
        signals[5] = _toField(statement.side);
        signals[6] = statement.flow;
    }

    /// @notice Signals of the statement Reduce: one leg shrinks and the account comes no nearer to its line.
    function toReduceSignals(ChangeStatement memory statement) internal pure returns (uint256[] memory signals) {
        signals = _withSeal(statement, 5);
        signals[2] = statement.marketRoot;
        signals[3] = statement.fill;
        signals[4] = _toField(statement.side);
    }

    /// @dev `own` signals of a statement, the two commitments first, and behind them those of the seal.
    function _withSeal(ChangeStatement memory statement, uint256 own) private pure returns (uint256[] memory signals) {
        signals = new uint256[](own + SEAL);
        signals[0] = statement.oldCommitment;
        signals[1] = statement.newCommitment;
        signals[own] = statement.viewingKey;
        signals[own + 1] = statement.liquidationKey;
        signals[own + 2] = statement.point;
        signals[own + 3] = statement.evaluation;
    }

    function _toField(int8 side) private pure returns (uint256) {
        return side < 0 ? ScalarField.MODULUS - 1 : uint256(uint8(side));
    }
}
