// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.37;

import {IVerifier} from "../../verifier-contracts/interfaces/IVerifier.sol";

/// @title SignalsVerifier
/// @notice Stands in for any circuit whose statements the caller is trusted to have checked: a proof is the hash of the
/// signals that it was made for, and is accepted with these only.
contract SignalsVerifier is IVerifier {
    function verifyProof(uint256[8] calldata proof, uint256[] calldata signals) external pure returns (bool) {
        return proof[0] == uint256(keccak256(abi.encode(signals)));
    }
}
