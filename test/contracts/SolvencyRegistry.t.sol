// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.37;

import {ISolvencyRegistry} from "../../verifier-contracts/interfaces/ISolvencyRegistry.sol";
import {CHEATCODES} from "./Cheatcodes.sol";
import {RegistryWorld} from "./RegistryWorld.sol";

/// @title SolvencyRegistryTest
/// @notice What holds for the registry after any history.
contract SolvencyRegistryTest {
    RegistryWorld private _world;
    ISolvencyRegistry private _registry;
    bytes32 private _account;

    function setUp() public {
        _world = new RegistryWorld();
        _registry = _world.registry();
        _account = _world.ACCOUNT();
    }

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_world);
    }

    /// @notice Never solvent and liquidatable at once; neither without a true statement about the present commitment at
    /// a root in force; each statement accepted once.
    function invariant_solventOrLiquidatable() external view {
        assert(_world.holds());
    }

    function testFuzz_isSolventComparesEveryPart(
        uint32 minRatioBps,
        uint128 minExcess,
        uint64 maxAge,
        uint32 wait
    ) external {
        _world.certify(0, 2, 2);
        ISolvencyRegistry.Certificate memory held = _registry.certificateOf(_account);
        // Half of the draws land near the certificate.
        if (wait % 2 == 0) {
            minRatioBps = held.ratioBps - 1 + (minRatioBps % 3);
            minExcess = held.excess - 1 + (minExcess % 3);
            maxAge = maxAge % 100;
        }
        CHEATCODES.warp(block.timestamp + (wait % 100));
        bool expected =
            held.ratioBps >= minRatioBps && held.excess >= minExcess && block.timestamp - held.time <= maxAge;
        assert(_registry.isSolvent(_account, minRatioBps, minExcess, maxAge) == expected);
    }

    function testFuzz_unknownAccountIsNeitherSolventNorLiquidatable(
        bytes32 account,
        uint32 minRatioBps,
        uint128 minExcess,
        uint64 maxAge
    ) external view {
        CHEATCODES.assume(account != _account);
        assert(!_registry.isSolvent(account, minRatioBps, minExcess, maxAge));
        assert(!_registry.isLiquidatable(account, maxAge));
    }

    function testFuzz_certificateNeverOutlivesItsCommitment(uint256 salt, uint64 maxAge) external {
        _world.certify(0, 0, 0);
        assert(_registry.isSolvent(_account, 10_000, 0, 0));
        _world.trade(salt);
        assert(!_registry.isSolvent(_account, 0, 0, maxAge));
    }

    function testFuzz_certificateNeverOutlivesItsRoot(uint64 maxAge) external {
        _world.certify(0, 0, 0);
        _world.revoke(0);
        assert(!_registry.isSolvent(_account, 0, 0, maxAge));
    }

    function testFuzz_gateNeverOutlivesItsCommitment(uint256 salt, uint64 maxAge) external {
        _world.publish(9_001, 0);
        _world.proveInsolvent(0);
        assert(_registry.isLiquidatable(_account, 0));
        _world.trade(salt);
        assert(!_registry.isLiquidatable(_account, maxAge));
    }
}
