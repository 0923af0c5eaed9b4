// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.37;

import {ChangeSignals, ChangeStatement} from "../../verifier-contracts/libraries/ChangeSignals.sol";
import {SealedState} from "../../verifier-contracts/libraries/SealedState.sol";

/// @title SealHarness
/// @notice Opens what a change is proven of to a comparison with its TypeScript twin.
contract SealHarness {
    using ChangeSignals for ChangeStatement;

    function evaluate(
        SealedState.Subject calldata subject,
        uint256[] calldata words
    ) external view returns (uint256 point, uint256 evaluation) {
        return SealedState.evaluate(subject, words);
    }

    function deposit(ChangeStatement calldata statement) external pure returns (uint256[] memory) {
        return statement.toDepositSignals();
    }

    function transition(ChangeStatement calldata statement) external pure returns (uint256[] memory) {
        return statement.toTransitionSignals();
    }

    function reduce(ChangeStatement calldata statement) external pure returns (uint256[] memory) {
        return statement.toReduceSignals();
    }
}
