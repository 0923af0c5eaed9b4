// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.37;

import {HouseWorld} from "./HouseWorld.sol";

/// @title ClearingHouseTest
/// @notice What holds for the clearing house after any history.
contract ClearingHouseTest {
    /// @dev Number of the draws that are attacks.
    uint256 private constant ATTACK = 10;

    HouseWorld private _world;

    /// @notice How often random draws of a call succeeded and failed.
    error Reached(uint256 call, uint256 succeeded, uint256 failed);
    /// @notice A call that was to fail.
    error Succeeded(bytes call);

    function setUp() public {
        _world = new HouseWorld();
    }

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_world);
    }

    /// @notice Assets are conserved and what is owed is there; sizes of all accounts sum to zero; no account moves but
    /// by its owner, one sequence at a time, to a state that is not insolvent; each statement is accepted once; no more
    /// leaves than the hourly cap lets out.
    function invariant_assetsAndSizesAreConserved() external view {
        assert(_world.holds());
    }

    function test_everyCallOfTheWorldCanSucceed() external {
        _world.trade(0, 2, 20e8, 0, 0);
        _world.trade(2, 0, 10e8, 0, 3);
        _world.deposit(0, 0, 1e8, false);
        _world.deposit(0, 1, 1e8, true);
        _world.withdraw(3, 0, 250e8, 0);
        _world.withdraw(3, 0, 240e8, 1);
        _world.transfer(0, 0, 10e8, true);
        _world.refresh(1, false);
        _world.wait(29 minutes);
        _world.wait(29 minutes);
        _world.publish(1);
        _world.operate(2, 1, 0);
        _world.payQueue(0, 3, false);
        _world.operate(3, 1, 0);
        _world.claim(0, 1, 0, true);
        _world.publish(22);
        _world.refresh(0, true);
        _world.operate(1, 0, 0);
        bytes memory calls = "dwtxrsqcp";
        for (uint256 i = 0; i < calls.length; ++i) assert(_world.successes(calls[i]) != 0);
        assert(_world.holds());
    }

    function test_everyCallOfTheWorldCanFail() external {
        // More than is left in the end; nothing to claim.
        for (uint64 draw = 0; draw < 32; ++draw) _call(abi.encodeCall(_world.withdraw, (3, 0, draw, 0)));
        assert(_world.successes("w") > 0 && _world.successes("w") < 32);
        _fails(abi.encodeCall(_world.claim, (0, 0, 0, true)));
        // Both accounts of one owner; a price beyond the band. Then nothing is frozen to settle.
        _fails(abi.encodeCall(_world.trade, (0, 1, 20e8, 0, 0)));
        _fails(abi.encodeCall(_world.trade, (0, 2, 20e8, 24e7, 0)));
        _world.trade(0, 2, 20e8, 0, 0);
        _fails(abi.encodeCall(_world.refresh, (0, true)));
        for (uint8 how = 0; how < 7; ++how) _fails(abi.encodeCall(_world.attack, (how, 0, 0, 1e8)));
        // Cash without a margin proven, once prices have moved on.
        _world.publish(1);
        _fails(abi.encodeCall(_world.deposit, (0, 0, 1e8, false)));
        _fails(abi.encodeCall(_world.transfer, (1, 0, 1e8, false)));
        // Nothing in force, and nothing to take back.
        _world.operate(0, 0, 0);
        _world.operate(0, 0, 0);
        _fails(abi.encodeCall(_world.operate, (0, 0, 0)));
        _fails(abi.encodeCall(_world.refresh, (0, false)));
        assert(_world.holds());
    }

    /// @notice Random draws alone reach every call both ways, so that the invariants are tried by all of them.
    function test_randomCallsReachEverythingBothWays() external {
        uint256[11] memory succeeded;
        uint256[11] memory failed;
        for (uint256 i = 0; i < 1_500; ++i) {
            // Another history, now and then: after a pause or an expiry some calls always fail.
            if (i % 150 == 0) _world = new HouseWorld();
            uint256 draw = uint256(keccak256(abi.encode("history", i)));
            if (_call(_drawn(draw))) ++succeeded[draw % 11];
            else ++failed[draw % 11];
            if (i % 150 == 149) assert(_world.holds());
        }
        for (uint256 call = 0; call < 11; ++call) {
            // Epochs, time and the queue never fail, operators where there is nothing left to take back; attacks never succeed.
            bool isRight = (succeeded[call] != 0) == (call != ATTACK) && (failed[call] != 0 || (call > 4 && call < 9));
            if (!isRight) revert Reached(call, succeeded[call], failed[call]);
        }
    }

    function _fails(bytes memory call) private {
        if (_call(call)) revert Succeeded(call);
    }

    function _call(bytes memory call) private returns (bool isDone) {
        (isDone, ) = address(_world).call(call);
    }

    /// @dev One of the calls of the world, by the draw, and its arguments.
    function _drawn(uint256 draw) private view returns (bytes memory) {
        uint256 call = draw % 11;
        uint256 one = draw >> 16;
        uint256 other = draw >> 80;
        uint16 asset = uint16(draw >> 144);
        uint64 amount = uint64(draw >> 160);
        bool is_ = (draw >> 255) == 1;
        if (call == 0) return abi.encodeCall(_world.deposit, (one, asset, amount, is_));
        if (call == 1) return abi.encodeCall(_world.withdraw, (one, asset, amount, other));
        if (call == 2) return abi.encodeCall(_world.transfer, (one, asset, amount, is_));
        if (call == 3) return abi.encodeCall(_world.trade, (one, other, amount, int64(amount), uint8(asset)));
        if (call == 4) return abi.encodeCall(_world.refresh, (one, is_));
        if (call == 5) return abi.encodeCall(_world.publish, (int64(amount)));
        if (call == 6) return abi.encodeCall(_world.wait, (asset));
        if (call == 7) return abi.encodeCall(_world.payQueue, (asset, other, is_));
        if (call == 8) return abi.encodeCall(_world.operate, (uint8(amount), other, asset));
        if (call == 9) return abi.encodeCall(_world.claim, (asset, one, other, is_));
        return abi.encodeCall(_world.attack, (uint8(other), one, asset, amount));
    }
}
