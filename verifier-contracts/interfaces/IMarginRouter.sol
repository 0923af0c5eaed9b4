// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.37;

import {IVerifier} from "./IVerifier.sol";

/// @notice How positions of an account are margined.
enum Method {
    None,
    Isolated,
    Cross,
    Portfolio
}

/// @title IMarginRouter
/// @notice Finds the verifier of a margin circuit. A circuit is added once and can be retired; it is never replaced.
interface IMarginRouter {
    /// @notice One margin circuit, in one storage slot.
    struct Circuit {
        IVerifier verifier;
        Method method;
        bool retired;
    }

    /// @notice A circuit can be used from now on.
    event CircuitAdded(bytes32 indexed circuit, address indexed verifier, Method method);
    /// @notice A circuit can never be used again.
    event CircuitRetired(bytes32 indexed circuit);

    /// @notice The circuit exists, and keeps its verifier for good.
    error CircuitExists(bytes32 circuit, address verifier);
    /// @notice There is no such circuit.
    error UnknownCircuit(bytes32 circuit);
    /// @notice The circuit may not be used any more.
    error CircuitIsRetired(bytes32 circuit);
    /// @notice There is no code at the verifier's address.
    error NotAVerifier(address verifier);
    /// @notice A circuit needs a name and a margin method.
    error IncompleteCircuit(bytes32 circuit, Method method);
    /// @notice A public signal is not below the order of the scalar field.
    error SignalNotInField(uint256 index, uint256 value);
    /// @notice The verifier rejected the proof.
    error ProofRejected(bytes32 circuit);

    /// @notice Adds a circuit. Owner only.
    function addCircuit(bytes32 circuit, IVerifier verifier, Method method) external;

    /// @notice Retires a circuit for good. Owner only.
    function retireCircuit(bytes32 circuit) external;

    /// @notice The circuit of this id; all zero when there is none.
    function circuitOf(bytes32 circuit) external view returns (Circuit memory);

    /// @notice Returns when the proof is valid, and reverts in every other case.
    /// @param circuit id, the circuit's file name as a bytes32 string (`portfolio-8`)
    /// @param signals the public signals, in the order of `MarginSignals`
    function verify(bytes32 circuit, uint256[8] calldata proof, uint256[6] calldata signals) external view;
}
