// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.37;

import {ISolvencyRegistry} from "./interfaces/ISolvencyRegistry.sol";

/// @title RequiresSolvency
/// @notice Base of a contract that deals only with accounts whose solvency is certified.
/// @dev Assumptions.
/// Registry: the one the integrator trusts, fixed at deployment.
/// Band: a ratio alone lets an empty account pass, and a certificate is not a reserve: several integrators may rely on
/// the same excess at the same time.
/// Age: prices can move by as much as they do within `maxAge` before a certificate stops counting.
abstract contract RequiresSolvency {
    /// @notice What the integrator asks of an account.
    struct Band {
        /// @dev least ratio of equity to maintenance requirement, 10,000 = 100%
        uint32 minRatioBps;
        /// @dev least equity above that ratio, 8 decimals of the cash unit
        uint128 minExcess;
        /// @dev greatest age of the prices, seconds
        uint64 maxAge;
    }

    /// @notice Who answers.
    ISolvencyRegistry public immutable registry;
    /// @notice Least ratio, basis points.
    uint32 public immutable minRatioBps;
    /// @notice Least excess, 8 decimals.
    uint128 public immutable minExcess;
    /// @notice Greatest age of the prices, seconds.
    uint64 public immutable maxAge;

    /// @notice The account is not certified at the integrator's band.
    error NotSolvent(bytes32 account, uint32 minRatioBps, uint128 minExcess, uint64 maxAge);

    /// @notice Runs the function only for a certified account.
    modifier onlySolvent(bytes32 account) {
        if (!_isSolvent(account)) revert NotSolvent(account, minRatioBps, minExcess, maxAge);
        _;
    }

    constructor(ISolvencyRegistry registry_, Band memory band) {
        registry = registry_;
        minRatioBps = band.minRatioBps;
        minExcess = band.minExcess;
        maxAge = band.maxAge;
    }

    /// @notice Whether the account is certified at the integrator's band now.
    function _isSolvent(bytes32 account) internal view returns (bool) {
        return registry.isSolvent(account, minRatioBps, minExcess, maxAge);
    }
}
