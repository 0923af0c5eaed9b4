// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.37;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {ICircuitRouter, Statement} from "./interfaces/ICircuitRouter.sol";
import {ICommitmentSource} from "./interfaces/ICommitmentSource.sol";
import {IMarketRoots} from "./interfaces/IMarketRoots.sol";
import {ISolvencyRegistry} from "./interfaces/ISolvencyRegistry.sol";
import {MarginSignals, MarginStatement} from "./libraries/MarginSignals.sol";
import {Purpose, StatementContext} from "./libraries/StatementContext.sol";

/// @title SolvencyRegistry
/// @notice Accepts margin proofs and answers on which side of its maintenance line an account floats.
/// @dev Assumptions.
/// Proofs: of one commitment, root, ratio and excess, exactly one of solvent and not solvent is provable.
/// Commitments: the source names the current commitment of an account and never reuses a sequence.
/// Roots: the publisher is trusted for prices; a revoked root takes down what rests on it. A certificate that a gate
/// had displaced counts again, and the other way round; what another of its own kind replaced does not come back.
/// Time: a certificate ages from the time of its prices. Within `maxRootAge` an account may choose the epoch it proves
/// from the one that was the newest when its commitment came about: a position bought after a fall had no value before
/// it. Not an epoch at which, or after which, it was proven insolvent.
/// Caller: a proof is bound to who submits it. Only an account's owner certifies, so nobody who learnt the opening can
/// replace the owner's band; anybody who can prove an insolvency may do so, and the gate it opens is open to all.
contract SolvencyRegistry is ISolvencyRegistry {
    using MarginSignals for MarginStatement;
    using SafeCast for uint256;

    uint32 private constant LINE_BPS = 10_000;

    /// @inheritdoc ISolvencyRegistry
    ICommitmentSource public immutable source;
    /// @inheritdoc ISolvencyRegistry
    IMarketRoots public immutable roots;
    /// @inheritdoc ISolvencyRegistry
    ICircuitRouter public immutable router;
    /// @inheritdoc ISolvencyRegistry
    uint64 public immutable maxRootAge;

    mapping(bytes32 account => Certificate) private _certificates;
    mapping(bytes32 account => Gate) private _gates;

    constructor(ICommitmentSource source_, IMarketRoots roots_, ICircuitRouter router_, uint64 maxRootAge_) {
        _requireCode(address(source_));
        _requireCode(address(roots_));
        _requireCode(address(router_));
        if (!router_.started()) revert RouterNotStarted(address(router_));
        address counted = address(source_.roots());
        if (counted != address(roots_)) revert OtherRoots(address(source_), counted);
        source = source_;
        roots = roots_;
        router = router_;
        maxRootAge = maxRootAge_;
    }

    /// @inheritdoc ISolvencyRegistry
    function certify(
        bytes32 account,
        bytes32 circuit,
        uint64 epoch,
        uint32 ratioBps,
        uint128 excess,
        uint256[8] calldata proof
    ) external {
        if (ratioBps < LINE_BPS || ratioBps > type(uint24).max) revert RatioOutOfRange(ratioBps);
        if (excess > type(uint96).max) revert ExcessOutOfRange(excess);
        (MarginStatement memory statement, ICommitmentSource.AccountState memory state, uint64 time) = _statementAt(
            account,
            epoch,
            Purpose.Certify
        );
        if (msg.sender != state.owner) revert NotAccountOwner(account, msg.sender);
        uint64 sequence = state.sequence;
        _requireProgress(account, sequence, epoch, ratioBps, excess);
        _requireNoInsolvency(account, sequence, epoch);

        statement.thresholdBps = ratioBps;
        statement.minExcess = excess;
        statement.solvent = true;
        router.verify(circuit, Statement.Margin, proof, statement.toSignals());

        _certificates[account] = Certificate({
            epoch: uint256(epoch).toUint48(),
            time: uint256(time).toUint40(),
            ratioBps: uint24(ratioBps),
            excess: uint96(excess),
            sequence: uint256(sequence).toUint48()
        });
        emit Certified(account, epoch, msg.sender, sequence, circuit, ratioBps, excess);
    }

    /// @inheritdoc ISolvencyRegistry
    function proveInsolvent(bytes32 account, bytes32 circuit, uint64 epoch, uint256[8] calldata proof) external {
        (MarginStatement memory statement, ICommitmentSource.AccountState memory state, ) = _statementAt(
            account,
            epoch,
            Purpose.Insolvency
        );
        uint64 sequence = state.sequence;
        uint64 latest = roots.latestEpoch();
        if (epoch != latest) revert NotLatestEpoch(epoch, latest);
        Certificate storage held = _certificates[account];
        if (held.epoch >= epoch && _counts(held.epoch, held.sequence, sequence)) {
            revert NewerCertificate(account, epoch, held.epoch);
        }
        _requireNoInsolvency(account, sequence, epoch);

        statement.thresholdBps = LINE_BPS;
        router.verify(circuit, Statement.Margin, proof, statement.toSignals());

        _gates[account] = Gate({
            epoch: uint256(epoch).toUint48(),
            sequence: uint256(sequence).toUint48(),
            liquidator: msg.sender
        });
        emit InsolvencyProven(account, epoch, msg.sender, sequence, circuit);
    }

    /// @inheritdoc ISolvencyRegistry
    function isSolvent(
        bytes32 account,
        uint32 minRatioBps,
        uint128 minExcess,
        uint64 maxAge
    ) external view returns (bool) {
        Certificate storage held = _certificates[account];
        if (held.ratioBps < minRatioBps || held.excess < minExcess) return false;
        if (_isOlder(held.time, maxAge)) return false;
        uint64 sequence = source.accountOf(account).sequence;
        if (!_counts(held.epoch, held.sequence, sequence)) return false;
        Gate storage gate = _gates[account];
        return gate.epoch < held.epoch || !_counts(gate.epoch, gate.sequence, sequence);
    }

    /// @inheritdoc ISolvencyRegistry
    function isLiquidatable(bytes32 account, uint64 maxAge) external view returns (bool) {
        Gate storage gate = _gates[account];
        uint64 sequence = source.accountOf(account).sequence;
        if (!_counts(gate.epoch, gate.sequence, sequence)) return false;
        if (_isOlder(roots.rootAt(gate.epoch).time, maxAge)) return false;
        Certificate storage held = _certificates[account];
        return held.epoch <= gate.epoch || !_counts(held.epoch, held.sequence, sequence);
    }

    /// @inheritdoc ISolvencyRegistry
    function certificateOf(bytes32 account) external view returns (Certificate memory) {
        return _certificates[account];
    }

    /// @inheritdoc ISolvencyRegistry
    function gateOf(bytes32 account) external view returns (Gate memory) {
        return _gates[account];
    }

    /// @inheritdoc ISolvencyRegistry
    function contextOf(bytes32 account, uint64 epoch, Purpose purpose, address caller) external view returns (uint256) {
        uint64 sequence = source.accountOf(account).sequence;
        uint32 parameterVersion = roots.rootAt(epoch).parameterVersion;
        return StatementContext.contextOf(account, sequence, caller, purpose, parameterVersion);
    }

    /// @dev What the chain itself contributes to a statement; band and side are left to the caller.
    function _statementAt(
        bytes32 account,
        uint64 epoch,
        Purpose purpose
    )
        private
        view
        returns (MarginStatement memory statement, ICommitmentSource.AccountState memory state, uint64 time)
    {
        state = source.accountOf(account);
        if (state.sequence == 0) revert NoCommitment(account);
        if (epoch < state.sinceEpoch) revert EpochBeforeCommitment(account, epoch, state.sinceEpoch);
        IMarketRoots.MarketRoot memory market = roots.rootAt(epoch);
        if (market.root == 0) revert NoRoot(epoch);
        if (market.revoked) revert RootIsRevoked(epoch);
        if (_isOlder(market.time, maxRootAge)) revert RootTooOld(epoch, market.time, maxRootAge);

        time = market.time;
        statement.commitment = state.commitment;
        statement.marketRoot = market.root;
        statement.context = StatementContext.contextOf(
            account,
            state.sequence,
            msg.sender,
            purpose,
            market.parameterVersion
        );
    }

    /// @dev Epochs go up; within one epoch the band grows in one of its two parts and falls in none.
    function _requireProgress(
        bytes32 account,
        uint64 sequence,
        uint64 epoch,
        uint32 ratioBps,
        uint128 excess
    ) private view {
        Certificate storage held = _certificates[account];
        if (epoch > held.epoch || !_counts(held.epoch, held.sequence, sequence)) return;
        if (epoch < held.epoch) revert NewerCertificate(account, epoch, held.epoch);
        bool falls = ratioBps < held.ratioBps || excess < held.excess;
        bool grows = ratioBps > held.ratioBps || excess > held.excess;
        if (falls || !grows) revert NotStronger(account, epoch, ratioBps, excess);
    }

    function _requireNoInsolvency(bytes32 account, uint64 sequence, uint64 epoch) private view {
        Gate storage gate = _gates[account];
        if (epoch <= gate.epoch && _counts(gate.epoch, gate.sequence, sequence)) {
            revert NewerInsolvency(account, epoch, gate.epoch);
        }
    }

    /// @dev Whether what was proven at an epoch for a sequence still counts: same commitment, root not revoked.
    function _counts(uint64 epoch, uint64 provenSequence, uint64 sequence) private view returns (bool) {
        return sequence != 0 && provenSequence == sequence && !roots.rootAt(epoch).revoked;
    }

    /// @dev A time ahead of the block has age zero.
    function _isOlder(uint64 time, uint64 maxAge) private view returns (bool) {
        return block.timestamp > uint256(time) + maxAge;
    }

    function _requireCode(address target) private view {
        if (target.code.length == 0) revert NotAContract(target);
    }
}
