// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.37;

import {RequiresSolvency} from "../../verifier-contracts/RequiresSolvency.sol";
import {ISolvencyRegistry} from "../../verifier-contracts/interfaces/ISolvencyRegistry.sol";

contract Club is RequiresSolvency {
    // 120% of the maintenance requirement, 10,000 above it, at prices younger than an hour.
    constructor(ISolvencyRegistry registry_) RequiresSolvency(registry_, Band(12_000, 10_000e8, 1 hours)) {}

    function enter(bytes32 account) external onlySolvent(account) {}

    function mayEnter(bytes32 account) external view returns (bool) {
        return registry.isSolvent(account, 12_000, 10_000e8, 1 hours);
    }
}
