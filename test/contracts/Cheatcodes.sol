// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.37;

/// @title Cheatcodes
/// @notice The part of the test runner's interface that the tests use.
interface Cheatcodes {
    function warp(uint256 timestamp) external;
    function assume(bool condition) external pure;
}

/// @dev Where the test runner listens.
Cheatcodes constant CHEATCODES = Cheatcodes(address(uint160(uint256(keccak256("hevm cheat code")))));
