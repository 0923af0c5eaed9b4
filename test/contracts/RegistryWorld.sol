// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.37;

import {AttestedAccounts} from "../../verifier-contracts/AttestedAccounts.sol";
import {CircuitRouter} from "../../verifier-contracts/CircuitRouter.sol";
import {MarketRoots} from "../../verifier-contracts/MarketRoots.sol";
import {SolvencyRegistry} from "../../verifier-contracts/SolvencyRegistry.sol";
import {Statement} from "../../verifier-contracts/interfaces/ICircuitRouter.sol";
import {IMarketRoots} from "../../verifier-contracts/interfaces/IMarketRoots.sol";
import {ISolvencyRegistry} from "../../verifier-contracts/interfaces/ISolvencyRegistry.sol";
import {MarginSignals, MarginStatement} from "../../verifier-contracts/libraries/MarginSignals.sol";
import {Purpose} from "../../verifier-contracts/libraries/StatementContext.sol";
import {CHEATCODES} from "./Cheatcodes.sol";
import {RuleVerifier} from "./RuleVerifier.sol";

/// @title RegistryWorld
/// @notice A registry with everything around it, driven by random calls: venue, publisher, trader and liquidator in one.
/// Every call may fail or succeed; what must never happen is counted in `violations`.
contract RegistryWorld {
    using MarginSignals for MarginStatement;

    bytes32 public constant ACCOUNT = bytes32(uint256(77));
    bytes32 public constant CIRCUIT = "portfolio-8";
    uint32 public constant LINE_BPS = 10_000;
    uint64 public constant MAX_ROOT_AGE = 1 hours;

    RuleVerifier public immutable verifier = new RuleVerifier();
    MarketRoots public immutable roots = new MarketRoots(address(this), address(this), address(this), 1 hours);
    AttestedAccounts public immutable accounts = new AttestedAccounts(address(this), roots);
    CircuitRouter public immutable router = new CircuitRouter(address(this), 7 days);
    SolvencyRegistry public immutable registry;

    /// @notice The account's true standing at an epoch for a sequence.
    mapping(uint64 sequence => mapping(uint64 epoch => uint32 ratioBps)) public ratioAt;
    mapping(uint64 sequence => mapping(uint64 epoch => uint128 excess)) public excessAt;
    /// @notice The newest epoch when a sequence came about.
    mapping(uint64 sequence => uint64 epoch) public sinceEpoch;
    mapping(bytes32 statement => bool) private _accepted;
    uint256 private _revocations;
    uint256 public violations;

    constructor() {
        CHEATCODES.warp(1_000_000);
        router.addCircuit(CIRCUIT, verifier, Statement.Margin);
        router.start();
        registry = new SolvencyRegistry(accounts, roots, router, MAX_ROOT_AGE);
        accounts.register(ACCOUNT, address(this));
        trade(0);
        publish(15_001, 100);
    }

    /// @notice A newer commitment: nothing proven for the one before may count.
    function trade(uint256 salt) public {
        uint64 sequence = accounts.accountOf(ACCOUNT).sequence + 1;
        accounts.postCommitment(ACCOUNT, sequence, (uint256(keccak256(abi.encode(salt, sequence))) >> 3) + 1);
        if (_isSolventAtAll() || _isLiquidatableAtAll()) ++violations;
        sinceEpoch[sequence] = roots.lastPostedEpoch();
        // It has a value at prices before it, too, at which nothing may count.
        for (uint64 back = 0; back < 2 && roots.lastPostedEpoch() > back; ++back)
            _value(sequence, roots.lastPostedEpoch() - back, uint32(salt % 20_000), uint128(salt % 1000));
    }

    /// @notice The next epoch, half of the time near the line.
    function publish(uint32 ratioBps, uint128 excess) public {
        CHEATCODES.warp(block.timestamp + 60);
        uint64 epoch = roots.lastPostedEpoch() + 1;
        roots.post(epoch, 1_000 + epoch, uint64(block.timestamp), 1);
        ratioBps = ratioBps % 2 == 0 ? 9_990 + ((ratioBps / 2) % 20) : ratioBps % 30_000;
        _value(accounts.accountOf(ACCOUNT).sequence, epoch, ratioBps, excess % 1000);
    }

    function revoke(uint64 back) external {
        roots.revoke(_recent(back));
        ++_revocations;
    }

    function wait(uint16 time) external {
        CHEATCODES.warp(block.timestamp + (time % 20 minutes));
    }

    function certify(uint64 back, uint32 ratioBps, uint128 excess) external {
        uint64 epoch = _recent(back);
        uint64 sequence = accounts.accountOf(ACCOUNT).sequence;
        // Few bands, so that statements repeat.
        ratioBps = LINE_BPS + (ratioBps % 3) * 1_000;
        excess = (excess % 3) * 25;
        registry.certify(ACCOUNT, CIRCUIT, epoch, ratioBps, excess, _prove(Purpose.Certify, epoch, ratioBps, excess));
        _accept(keccak256(abi.encode("certify", sequence, epoch, ratioBps, excess, _revocations)));
        if (ratioAt[sequence][epoch] < ratioBps || excessAt[sequence][epoch] < excess) ++violations;
        if (epoch < sinceEpoch[sequence]) ++violations;
        if (!registry.isSolvent(ACCOUNT, ratioBps, excess, MAX_ROOT_AGE)) ++violations;
    }

    function proveInsolvent(uint64 back) external {
        uint64 epoch = _recent(back % 2);
        uint64 sequence = accounts.accountOf(ACCOUNT).sequence;
        registry.proveInsolvent(ACCOUNT, CIRCUIT, epoch, _prove(Purpose.Insolvency, epoch, LINE_BPS, 0));
        _accept(keccak256(abi.encode("insolvency", sequence, epoch, _revocations)));
        if (ratioAt[sequence][epoch] >= LINE_BPS || epoch != roots.latestEpoch()) ++violations;
        if (epoch < sinceEpoch[sequence]) ++violations;
        if (!registry.isLiquidatable(ACCOUNT, MAX_ROOT_AGE)) ++violations;
    }

    /// @notice Solvent and liquidatable exclude each other, and each rests on a true statement about the present.
    function holds() external view returns (bool) {
        bool solvent = _isSolventAtAll();
        bool liquidatable = _isLiquidatableAtAll();
        if (solvent && liquidatable) return false;
        uint64 sequence = accounts.accountOf(ACCOUNT).sequence;
        if (solvent) {
            ISolvencyRegistry.Certificate memory held = registry.certificateOf(ACCOUNT);
            IMarketRoots.MarketRoot memory market = roots.rootAt(held.epoch);
            if (held.sequence != sequence || market.revoked || held.time != market.time) return false;
            if (ratioAt[sequence][held.epoch] < held.ratioBps || excessAt[sequence][held.epoch] < held.excess)
                return false;
        }
        if (liquidatable) {
            ISolvencyRegistry.Gate memory gate = registry.gateOf(ACCOUNT);
            if (gate.sequence != sequence || roots.rootAt(gate.epoch).revoked) return false;
            if (ratioAt[sequence][gate.epoch] >= LINE_BPS || gate.liquidator != address(this)) return false;
        }
        return violations == 0;
    }

    function _prove(
        Purpose purpose,
        uint64 epoch,
        uint32 ratioBps,
        uint128 excess
    ) private view returns (uint256[8] memory) {
        MarginStatement memory statement = MarginStatement({
            commitment: accounts.accountOf(ACCOUNT).commitment,
            marketRoot: roots.rootAt(epoch).root,
            thresholdBps: ratioBps,
            minExcess: excess,
            solvent: purpose == Purpose.Certify,
            context: registry.contextOf(ACCOUNT, epoch, purpose, address(this))
        });
        return verifier.prove(statement.toSignals());
    }

    function _accept(bytes32 statement) private {
        if (_accepted[statement]) ++violations;
        _accepted[statement] = true;
    }

    function _value(uint64 sequence, uint64 epoch, uint32 ratioBps, uint128 excess) private {
        ratioAt[sequence][epoch] = ratioBps;
        excessAt[sequence][epoch] = excess;
        uint256 commitment = accounts.accountOf(ACCOUNT).commitment;
        verifier.setMargin(commitment, roots.rootAt(epoch).root, ratioBps, excess);
    }

    function _recent(uint64 back) private view returns (uint64) {
        uint64 last = roots.lastPostedEpoch();
        return last - (back % 4 < last ? back % 4 : 0);
    }

    function _isSolventAtAll() private view returns (bool) {
        return registry.isSolvent(ACCOUNT, 0, 0, type(uint64).max);
    }

    function _isLiquidatableAtAll() private view returns (bool) {
        return registry.isLiquidatable(ACCOUNT, type(uint64).max);
    }
}
