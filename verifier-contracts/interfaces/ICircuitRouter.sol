// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.37;

import {IVerifier} from "./IVerifier.sol";

/// @notice What a circuit states, which decides its public signals.
enum Statement {
    None,
    Margin,
    Open,
    Deposit,
    Transition,
    Reduce
}

/// @title ICircuitRouter
/// @notice Finds the verifier of a circuit. A circuit is added once and can be retired; it is never replaced.
interface ICircuitRouter {
    /// @notice One circuit, in one storage slot.
    struct Circuit {
        IVerifier verifier;
        Statement statement;
        /// @dev first second at which the circuit may be used
        uint40 activeFrom;
        /// @dev first second at which it may not be used any more; 0 while it is not being retired
        uint40 retiredFrom;
    }

    /// @notice From now on changes wait for the exit window.
    event Started();
    /// @notice A circuit can be used from `activeFrom`.
    event CircuitAdded(bytes32 indexed circuit, address indexed verifier, Statement statement, uint40 activeFrom);
    /// @notice A circuit can never be used again from `retiredFrom`.
    event CircuitRetired(bytes32 indexed circuit, uint40 retiredFrom);

    /// @notice Changes of a started router wait.
    error NoExitWindow();
    /// @notice The router starts once.
    error AlreadyStarted();
    /// @notice The circuit exists, and keeps its verifier for good.
    error CircuitExists(bytes32 circuit, address verifier);
    /// @notice There is no such circuit.
    error UnknownCircuit(bytes32 circuit);
    /// @notice The circuit may not be used yet.
    error CircuitNotActive(bytes32 circuit, uint40 activeFrom);
    /// @notice The circuit may not be used any more, or is being retired already.
    error CircuitIsRetired(bytes32 circuit, uint40 retiredFrom);
    /// @notice The circuit makes another statement.
    error CircuitIsOf(bytes32 circuit, Statement statement);
    /// @notice There is no code at the verifier's address.
    error NotAVerifier(address verifier);
    /// @notice A circuit needs a name and a statement.
    error IncompleteCircuit(bytes32 circuit, Statement statement);
    /// @notice A public signal is not below the order of the scalar field.
    error SignalNotInField(uint256 index, uint256 value);
    /// @notice The verifier rejected the proof.
    error ProofRejected(bytes32 circuit);

    /// @notice Ends the time of immediate changes, for good. Owner only.
    function start() external;

    /// @notice Adds a circuit: for use at once before `start`, after the exit window since. Owner only.
    function addCircuit(bytes32 circuit, IVerifier verifier, Statement statement) external;

    /// @notice Retires a circuit for good: at once before `start`, after the exit window since. Owner only.
    function retireCircuit(bytes32 circuit) external;

    /// @notice The circuit of this name; all zero when there is none.
    function circuitOf(bytes32 circuit) external view returns (Circuit memory);

    /// @notice Returns when the proof is valid, and reverts in every other case.
    /// @param circuit name, the circuit's file name as a bytes32 string (`portfolio-8`)
    /// @param statement what the caller takes the signals for
    /// @param signals the public signals, in the order in which the circuit declares them
    function verify(
        bytes32 circuit,
        Statement statement,
        uint256[8] calldata proof,
        uint256[] calldata signals
    ) external view;

    /// @notice Whether changes wait for the exit window.
    function started() external view returns (bool);

    /// @notice Seconds between a change and its effect: the time in which whoever dislikes it can leave.
    function exitWindow() external view returns (uint40);
}
