// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.37;

import {IVerifier} from "../../verifier-contracts/interfaces/IVerifier.sol";

/// @title RuleVerifier
/// @notice Stands in for a sound margin circuit: it is told what an account is worth at a root, proves exactly the
/// statements that follow from it, and accepts a proof for the very signals it was made for.
contract RuleVerifier is IVerifier {
    struct Margin {
        uint256 ratioBps;
        uint256 excess;
        bool known;
    }

    mapping(uint256 commitment => mapping(uint256 marketRoot => Margin)) private _margins;

    error FalseStatement(uint256[] signals);

    function setMargin(uint256 commitment, uint256 marketRoot, uint256 ratioBps, uint256 excess) external {
        _margins[commitment][marketRoot] = Margin({ratioBps: ratioBps, excess: excess, known: true});
    }

    function prove(uint256[] calldata signals) external view returns (uint256[8] memory proof) {
        if (!isTrue(signals)) revert FalseStatement(signals);
        proof[0] = uint256(keccak256(abi.encode(signals)));
    }

    function verifyProof(uint256[8] calldata proof, uint256[] calldata signals) external view returns (bool) {
        return proof[0] == uint256(keccak256(abi.encode(signals))) && isTrue(signals);
    }

    function isTrue(uint256[] calldata signals) public view returns (bool) {
        if (signals.length != 6) return false;
        Margin memory margin = _margins[signals[0]][signals[1]];
        bool solvent = margin.ratioBps >= signals[2] && margin.excess >= signals[3];
        return margin.known && signals[4] == (solvent ? 1 : 0);
    }
}
