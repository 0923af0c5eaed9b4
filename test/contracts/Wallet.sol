// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.37;

import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";

/// @title Wallet
/// @notice Owns accounts as a contract: calls for its holder, and takes for signed what the holder approved (ERC-1271).
contract Wallet is IERC1271 {
    address private immutable _holder = msg.sender;
    mapping(bytes32 digest => bool) public approved;

    error NotTheHolder(address caller);

    modifier onlyHolder() {
        if (msg.sender != _holder) revert NotTheHolder(msg.sender);
        _;
    }

    function approve(bytes32 digest) external onlyHolder {
        approved[digest] = true;
    }

    /// @notice Makes a call and passes on what comes of it.
    function execute(address target, bytes calldata data) external onlyHolder returns (bytes memory answer) {
        bool success;
        (success, answer) = target.call(data);
        if (!success) {
            assembly ("memory-safe") {
                revert(add(answer, 32), mload(answer))
            }
        }
    }

    function isValidSignature(bytes32 digest, bytes calldata) external view returns (bytes4) {
        return approved[digest] ? IERC1271.isValidSignature.selector : bytes4(0);
    }
}
