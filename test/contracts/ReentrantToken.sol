// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// @title ReentrantToken
/// @notice A token that makes one prepared call while it is being transferred, and keeps what came of it.
contract ReentrantToken is ERC20 {
    address private _target;
    bytes private _call;

    bool public attempted;
    bool public succeeded;
    bytes public answer;

    constructor() ERC20("Reentrant", "RE") {}

    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }

    function prepare(address target, bytes calldata call) external {
        _target = target;
        _call = call;
    }

    function _update(address from, address to, uint256 value) internal override {
        super._update(from, to, value);
        if (_target == address(0)) return;
        address target = _target;
        _target = address(0);
        attempted = true;
        (succeeded, answer) = target.call(_call);
    }
}
