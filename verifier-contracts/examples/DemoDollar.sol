// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {LocalChain} from "../libraries/LocalChain.sol";

/// @title DemoDollar
/// @notice A token that anybody can mint, to show a credit line on a local chain.
/// @dev Assumptions. Value: none; it deploys and mints on local chains only.
contract DemoDollar is ERC20 {
    constructor() ERC20("Demo Dollar", "DEMO") {
        LocalChain.requireLocal();
    }

    /// @notice Mints to anybody.
    function mint(address to, uint256 amount) external {
        LocalChain.requireLocal();
        _mint(to, amount);
    }

    /// @inheritdoc ERC20
    function decimals() public pure override returns (uint8) {
        return 6;
    }
}
