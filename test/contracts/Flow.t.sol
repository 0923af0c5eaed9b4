// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.37;

import {Flow} from "../../verifier-contracts/libraries/Flow.sol";
import {ScalarField} from "../../verifier-contracts/libraries/ScalarField.sol";

/// @title FlowTest
/// @notice Every flow has one signal, below r, and none is the signal of no flow.
contract FlowTest {
    function testFuzz_flowsNeverMeet(
        uint16 asset,
        uint64 amount,
        uint16 other,
        uint64 otherAmount,
        bool isNear
    ) external pure {
        if (isNear) (other, otherAmount) = (asset ^ 1, amount ^ 1);
        (amount, otherAmount) = (_inRange(amount), _inRange(otherAmount));
        uint256 into = Flow.into(asset, amount);
        uint256 outOf = Flow.outOf(asset, amount);
        assert(into != 0 && into < ScalarField.MODULUS && outOf != 0 && outOf < ScalarField.MODULUS);
        assert(into != Flow.outOf(other, otherAmount));
        bool isSame = asset == other && amount == otherAmount;
        assert((into == Flow.into(other, otherAmount)) == isSame);
        assert((outOf == Flow.outOf(other, otherAmount)) == isSame);
        // What comes in and goes out again is nothing but the asset's number, twice.
        assert(addmod(into, outOf, ScalarField.MODULUS) == 2 * uint256(asset));
    }

    function _inRange(uint64 amount) private pure returns (uint64) {
        return 1 + (amount % uint64(type(int64).max));
    }
}
