// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.37;

import {Purpose} from "../libraries/StatementContext.sol";
import {ICircuitRouter} from "./ICircuitRouter.sol";
import {ICommitmentSource} from "./ICommitmentSource.sol";
import {IMarketRoots} from "./IMarketRoots.sol";

/// @title ISolvencyRegistry
/// @notice Keeps, per account, the last proven solvency and the last proven insolvency.
interface ISolvencyRegistry {
    /// @notice Proven: equity * 10000 >= ratioBps * requirement + 10000 * excess. One storage slot.
    struct Certificate {
        /// @dev epoch of the market root
        uint48 epoch;
        /// @dev time of the market root's prices, unix seconds; age counts from here
        uint40 time;
        /// @dev proven ratio of equity to maintenance requirement, 10,000 = 100%
        uint24 ratioBps;
        /// @dev proven equity above that ratio, 8 decimals of the cash unit
        uint96 excess;
        /// @dev sequence of the commitment that was proven
        uint48 sequence;
    }

    /// @notice Proven: equity is below the maintenance requirement. One storage slot.
    struct Gate {
        /// @dev epoch of the market root
        uint48 epoch;
        /// @dev sequence of the commitment that was proven
        uint48 sequence;
        /// @dev who proved it last; the gate is open to all
        address liquidator;
    }

    /// @notice An account proved its band.
    event Certified(
        bytes32 indexed account,
        uint64 indexed epoch,
        address indexed caller,
        uint64 sequence,
        bytes32 circuit,
        uint32 ratioBps,
        uint128 excess
    );
    /// @notice An account was proven to be below its maintenance requirement.
    event InsolvencyProven(
        bytes32 indexed account,
        uint64 indexed epoch,
        address indexed liquidator,
        uint64 sequence,
        bytes32 circuit
    );

    /// @notice A contract address of the deployment holds no code.
    error NotAContract(address target);
    /// @notice Certificates prove a ratio in [10,000, 2^24) basis points.
    error RatioOutOfRange(uint32 ratioBps);
    /// @notice Certificates prove an excess in [0, 2^96).
    error ExcessOutOfRange(uint128 excess);
    /// @notice The account has no commitment.
    error NoCommitment(bytes32 account);
    /// @notice No root was posted for the epoch.
    error NoRoot(uint64 epoch);
    /// @notice The root of the epoch was taken back.
    error RootIsRevoked(uint64 epoch);
    /// @notice The epoch's prices are too old to prove anything new with.
    error RootTooOld(uint64 epoch, uint64 time, uint64 maxRootAge);
    /// @notice The account's commitment is newer: what it holds was not held at the prices of the epoch.
    error EpochBeforeCommitment(bytes32 account, uint64 epoch, uint64 sinceEpoch);
    /// @notice The router's circuits can still change at once.
    error RouterNotStarted(address router);
    /// @notice The source counts the epochs of other roots.
    error OtherRoots(address source, address roots);
    /// @notice A certificate of a newer epoch is in force.
    error NewerCertificate(bytes32 account, uint64 epoch, uint64 certifiedEpoch);
    /// @notice Within an epoch a certificate can only grow stronger, so no statement is accepted twice.
    error NotStronger(bytes32 account, uint64 epoch, uint32 ratioBps, uint128 excess);
    /// @notice Only the account's owner certifies it.
    error NotAccountOwner(bytes32 account, address caller);
    /// @notice The account was proven insolvent at this epoch or a newer one.
    error NewerInsolvency(bytes32 account, uint64 epoch, uint64 insolventEpoch);
    /// @notice Insolvency is proven at the newest prices only.
    error NotLatestEpoch(uint64 epoch, uint64 latestEpoch);

    /// @notice Certifies an account. Its owner submits, with a proof made for the owner as caller.
    /// @dev A resubmission reverts with `NotStronger` or `NewerCertificate`.
    /// @param account account id
    /// @param circuit margin circuit the proof is for
    /// @param epoch market epoch, not older than the commitment or the certificate in force, newer than an open
    /// insolvency
    /// @param ratioBps proven ratio, [10,000, 2^24)
    /// @param excess proven excess, [0, 2^96)
    /// @param proof Groth16 proof of the margin statement with solvent = 1
    function certify(
        bytes32 account,
        bytes32 circuit,
        uint64 epoch,
        uint32 ratioBps,
        uint128 excess,
        uint256[8] calldata proof
    ) external;

    /// @notice Opens the insolvency gate of an account, and records the caller as who proved it.
    /// @dev At 10,000 basis points and excess 0. A resubmission reverts with `NewerInsolvency`; a proof at a newer
    /// epoch, from anybody, renews the gate.
    /// @param account account id
    /// @param circuit margin circuit the proof is for
    /// @param epoch the newest epoch that is not revoked, not older than the commitment
    /// @param proof Groth16 proof of the margin statement with solvent = 0
    function proveInsolvent(bytes32 account, bytes32 circuit, uint64 epoch, uint256[8] calldata proof) external;

    /// @notice Whether the account's current commitment is certified, at this band or a stronger one.
    /// @dev False for an unknown account, never a revert. Not both `isSolvent` and `isLiquidatable`.
    /// @param account account id
    /// @param minRatioBps least ratio, basis points
    /// @param minExcess least excess, 8 decimals; keeps an empty account from passing for a strong one
    /// @param maxAge greatest age of the prices, seconds
    function isSolvent(
        bytes32 account,
        uint32 minRatioBps,
        uint128 minExcess,
        uint64 maxAge
    ) external view returns (bool);

    /// @notice Whether the account's current commitment is proven insolvent, with no newer certificate.
    /// @param maxAge greatest age of the prices, seconds
    function isLiquidatable(bytes32 account, uint64 maxAge) external view returns (bool);

    /// @notice The last certificate, in force or not.
    function certificateOf(bytes32 account) external view returns (Certificate memory);

    /// @notice The last gate, open or not.
    function gateOf(bytes32 account) external view returns (Gate memory);

    /// @notice The public signal `context` that a proof submitted now by `caller` must carry.
    function contextOf(bytes32 account, uint64 epoch, Purpose purpose, address caller) external view returns (uint256);

    /// @notice Where commitments come from.
    function source() external view returns (ICommitmentSource);

    /// @notice Where market roots come from.
    function roots() external view returns (IMarketRoots);

    /// @notice Where proofs are verified.
    function router() external view returns (ICircuitRouter);

    /// @notice Greatest age, in seconds, of the prices that a new proof may rest on.
    function maxRootAge() external view returns (uint64);
}
