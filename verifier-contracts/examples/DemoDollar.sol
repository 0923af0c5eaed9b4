// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.37;

import {DemoToken} from "./DemoToken.sol";

/// @title DemoDollar
/// @notice A dollar that anybody can mint, to show a credit line on a local chain.
/// @dev Assumptions. Those of `DemoToken`.
contract DemoDollar is DemoToken {
    constructor() DemoToken("Demo Dollar", "DEMO", 6) {}
}
