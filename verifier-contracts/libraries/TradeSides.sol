// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.37;

/// @notice What the owner of an account signs (EIP-712) to take one side of a trade.
struct TradeSide {
    bytes32 account;
    bytes32 counterparty;
    uint256 oldCommitment;
    uint256 newCommitment;
    /// @dev of the new commitment
    uint64 sequence;
    uint256 fill;
    /// @dev 1 buyer, -1 seller
    int8 side;
    uint256 marketRoot;
    /// @dev last second at which the signature counts
    uint64 deadline;
}

/// @title TradeSides
/// @notice EIP-712 hash of a `TradeSide`; the domain binds chain and contract.
library TradeSides {
    bytes32 private constant TYPE_HASH = keccak256(
        "TradeSide(bytes32 account,bytes32 counterparty,uint256 oldCommitment,uint256 newCommitment,"
        "uint64 sequence,uint256 fill,int8 side,uint256 marketRoot,uint64 deadline)"
    );

    /// @notice `hashStruct` of EIP-712.
    function hash(TradeSide memory side) internal pure returns (bytes32) {
        return keccak256(abi.encode(TYPE_HASH, side));
    }
}
