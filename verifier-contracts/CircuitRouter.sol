// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.37;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {Ownable2Step} from "@openzeppelin/contracts/access/Ownable2Step.sol";
import {ICircuitRouter, Statement} from "./interfaces/ICircuitRouter.sol";
import {IVerifier} from "./interfaces/IVerifier.sol";
import {ScalarField} from "./libraries/ScalarField.sol";

/// @title CircuitRouter
/// @notice Append-only table of circuits.
/// @dev Assumptions.
/// Owner: adds only verifiers generated from the published keys, each under the statement that its circuit makes. After
/// `start` neither a new circuit nor the loss of an old one can surprise: both wait for the exit window.
/// Statements: circuits of one statement have the same public signals in the same order; they differ in method and in
/// the number of legs. A verifier checks how many signals there are, the router that each is a field element.
/// Retirement: stops new proofs. What was accepted before stays; a margin certificate falls with its market root.
/// Time: block timestamps are honest to within seconds.
contract CircuitRouter is ICircuitRouter, Ownable2Step {
    /// @inheritdoc ICircuitRouter
    uint40 public immutable exitWindow;
    /// @inheritdoc ICircuitRouter
    bool public started;

    mapping(bytes32 circuit => Circuit) private _circuits;

    constructor(address owner, uint40 exitWindow_) Ownable(owner) {
        if (exitWindow_ == 0) revert NoExitWindow();
        exitWindow = exitWindow_;
    }

    /// @inheritdoc ICircuitRouter
    function start() external onlyOwner {
        if (started) revert AlreadyStarted();
        started = true;
        emit Started();
    }

    /// @inheritdoc ICircuitRouter
    function addCircuit(bytes32 circuit, IVerifier verifier, Statement statement) external onlyOwner {
        if (circuit == bytes32(0) || statement == Statement.None) revert IncompleteCircuit(circuit, statement);
        IVerifier existing = _circuits[circuit].verifier;
        if (address(existing) != address(0)) revert CircuitExists(circuit, address(existing));
        if (address(verifier).code.length == 0) revert NotAVerifier(address(verifier));

        uint40 activeFrom = _effectiveFrom();
        _circuits[circuit] = Circuit({
            verifier: verifier,
            statement: statement,
            activeFrom: activeFrom,
            retiredFrom: 0
        });
        emit CircuitAdded(circuit, address(verifier), statement, activeFrom);
    }

    /// @inheritdoc ICircuitRouter
    function retireCircuit(bytes32 circuit) external onlyOwner {
        Circuit storage entry = _existing(circuit);
        if (entry.retiredFrom != 0) revert CircuitIsRetired(circuit, entry.retiredFrom);

        uint40 retiredFrom = _effectiveFrom();
        entry.retiredFrom = retiredFrom;
        emit CircuitRetired(circuit, retiredFrom);
    }

    /// @inheritdoc ICircuitRouter
    function circuitOf(bytes32 circuit) external view returns (Circuit memory) {
        return _circuits[circuit];
    }

    /// @inheritdoc ICircuitRouter
    /// @dev The call is a checked one: no code, a revert, an empty answer and anything but a clean boolean all revert.
    function verify(
        bytes32 circuit,
        Statement statement,
        uint256[8] calldata proof,
        uint256[] calldata signals
    ) external view {
        Circuit storage entry = _existing(circuit);
        if (entry.statement != statement) revert CircuitIsOf(circuit, entry.statement);
        if (block.timestamp < entry.activeFrom) revert CircuitNotActive(circuit, entry.activeFrom);
        if (entry.retiredFrom != 0 && block.timestamp >= entry.retiredFrom) {
            revert CircuitIsRetired(circuit, entry.retiredFrom);
        }
        uint256 count = signals.length;
        for (uint256 i = 0; i < count; ++i) {
            uint256 signal = signals[i];
            if (signal >= ScalarField.MODULUS) revert SignalNotInField(i, signal);
        }
        if (!entry.verifier.verifyProof(proof, signals)) revert ProofRejected(circuit);
    }

    function _existing(bytes32 circuit) private view returns (Circuit storage entry) {
        entry = _circuits[circuit];
        if (address(entry.verifier) == address(0)) revert UnknownCircuit(circuit);
    }

    function _effectiveFrom() private view returns (uint40) {
        return uint40(block.timestamp) + (started ? exitWindow : 0);
    }
}
