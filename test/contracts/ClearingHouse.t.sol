// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.37;

import {HouseWorld} from "./HouseWorld.sol";

/// @title ClearingHouseTest
/// @notice What holds for the clearing house after any history.
contract ClearingHouseTest {
    HouseWorld private _world;

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
        _world.payQueue(0, 3);
        _world.operate(3, 1, 0);
        _world.claim(0, 1, 0, true);
        _world.publish(22);
        _world.refresh(0, true);
        _world.operate(1, 0, 0);
        bytes memory calls = "dwtxrsqcp";
        for (uint256 i = 0; i < calls.length; ++i) assert(_world.successes(calls[i]) != 0);
        assert(_world.holds());
    }
}
