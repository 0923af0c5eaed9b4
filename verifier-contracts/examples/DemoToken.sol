// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {LocalChain} from "../libraries/LocalChain.sol";

/// @title DemoToken
/// @notice A token that anybody can mint, for local chains.
/// @dev Assumptions. Value: none; it deploys and mints on local chains only.
contract DemoToken is ERC20 {
    uint8 private immutable _decimals;

    constructor(string memory name_, string memory symbol_, uint8 decimals_) ERC20(name_, symbol_) {
        LocalChain.requireLocal();
        _decimals = decimals_;
    }

    /// @notice Mints to anybody.
    function mint(address to, uint256 amount) external {
        LocalChain.requireLocal();
        _mint(to, amount);
    }

    /// @inheritdoc ERC20
    function decimals() public view override returns (uint8) {
        return _decimals;
    }
}
