// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.37;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {Ownable2Step} from "@openzeppelin/contracts/access/Ownable2Step.sol";
import {IMarginRouter, Method} from "./interfaces/IMarginRouter.sol";
import {IVerifier} from "./interfaces/IVerifier.sol";
import {ScalarField} from "./libraries/ScalarField.sol";

/// @title MarginRouter
/// @notice Append-only table of margin circuits.
/// @dev Assumptions.
/// Owner: adds only verifiers generated from the published keys; a bad one can be retired, not swapped.
/// Circuits: every circuit in the table proves the same margin statement with the same six public signals; they differ
/// in method and in the number of legs.
/// Retirement: stops new proofs. What was accepted before is taken back by revoking the market roots it rests on.
contract MarginRouter is IMarginRouter, Ownable2Step {
    mapping(bytes32 circuit => Circuit) private _circuits;

    constructor(address owner) Ownable(owner) {}

    /// @inheritdoc IMarginRouter
    function addCircuit(bytes32 circuit, IVerifier verifier, Method method) external onlyOwner {
        if (circuit == bytes32(0) || method == Method.None) revert IncompleteCircuit(circuit, method);
        IVerifier existing = _circuits[circuit].verifier;
        if (address(existing) != address(0)) revert CircuitExists(circuit, address(existing));
        if (address(verifier).code.length == 0) revert NotAVerifier(address(verifier));

        _circuits[circuit] = Circuit({verifier: verifier, method: method, retired: false});
        emit CircuitAdded(circuit, address(verifier), method);
    }

    /// @inheritdoc IMarginRouter
    function retireCircuit(bytes32 circuit) external onlyOwner {
        _usable(circuit);
        _circuits[circuit].retired = true;
        emit CircuitRetired(circuit);
    }

    /// @inheritdoc IMarginRouter
    function circuitOf(bytes32 circuit) external view returns (Circuit memory) {
        return _circuits[circuit];
    }

    /// @inheritdoc IMarginRouter
    /// @dev The call is a checked one: no code, a revert, an empty answer and anything but a clean boolean all revert.
    function verify(bytes32 circuit, uint256[8] calldata proof, uint256[6] calldata signals) external view {
        IVerifier verifier = _usable(circuit);
        for (uint256 i = 0; i < signals.length; ++i) {
            if (signals[i] >= ScalarField.MODULUS) revert SignalNotInField(i, signals[i]);
        }
        if (!verifier.verifyProof(proof, signals)) revert ProofRejected(circuit);
    }

    function _usable(bytes32 circuit) private view returns (IVerifier) {
        Circuit storage entry = _circuits[circuit];
        if (address(entry.verifier) == address(0)) revert UnknownCircuit(circuit);
        if (entry.retired) revert CircuitIsRetired(circuit);
        return entry.verifier;
    }
}
