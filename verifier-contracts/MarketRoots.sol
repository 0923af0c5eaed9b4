// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.37;

import {AccessControl} from "@openzeppelin/contracts/access/AccessControl.sol";
import {IMarketRoots} from "./interfaces/IMarketRoots.sol";
import {ScalarField} from "./libraries/ScalarField.sol";

/// @title MarketRoots
/// @notice Log of market roots, one per epoch, without gaps.
/// @dev Assumptions.
/// Publisher: trusted that a root commits to true prices and to parameters of the version it names; nothing here opens
/// a root. It cannot rewrite an epoch, post out of order, or date prices in the future or far in the past.
/// Guardian: can only take roots back, which stops certificates and liquidations that rest on them.
/// Time: block timestamps are honest to within seconds.
contract MarketRoots is IMarketRoots, AccessControl {
    /// @notice May post and revoke roots.
    bytes32 public constant PUBLISHER_ROLE = keccak256("PUBLISHER_ROLE");
    /// @notice May revoke roots.
    bytes32 public constant GUARDIAN_ROLE = keccak256("GUARDIAN_ROLE");

    /// @notice Longest time, in seconds, from taking the prices to posting their root.
    uint64 public immutable maxPostDelay;

    /// @inheritdoc IMarketRoots
    uint64 public lastPostedEpoch;
    /// @inheritdoc IMarketRoots
    uint64 public latestEpoch;

    mapping(uint64 epoch => MarketRoot) private _roots;

    constructor(address admin, address publisher, address guardian, uint64 maxPostDelay_) {
        maxPostDelay = maxPostDelay_;
        _grantRole(DEFAULT_ADMIN_ROLE, admin);
        _grantRole(PUBLISHER_ROLE, publisher);
        _grantRole(GUARDIAN_ROLE, guardian);
    }

    /// @inheritdoc IMarketRoots
    function post(uint64 epoch, uint256 root, uint64 time, uint32 parameterVersion) external onlyRole(PUBLISHER_ROLE) {
        if (epoch != lastPostedEpoch + 1) revert EpochNotNext(epoch, lastPostedEpoch + 1);
        ScalarField.requireNonZero(root);
        uint64 previous = _roots[lastPostedEpoch].time;
        if (time <= previous) revert TimeNotAfter(time, previous);
        if (time > block.timestamp || block.timestamp - time > maxPostDelay) {
            revert TimeOutOfBounds(time, block.timestamp, maxPostDelay);
        }

        _roots[epoch] = MarketRoot({root: root, time: time, parameterVersion: parameterVersion, revoked: false});
        lastPostedEpoch = epoch;
        latestEpoch = epoch;
        emit RootPosted(epoch, root, time, parameterVersion);
    }

    /// @inheritdoc IMarketRoots
    /// @dev Walks back over revoked epochs only when the newest one falls, at most to 0, which has no root to revoke.
    function revoke(uint64 epoch) external {
        if (!hasRole(PUBLISHER_ROLE, msg.sender) && !hasRole(GUARDIAN_ROLE, msg.sender)) revert NotARevoker(msg.sender);
        MarketRoot storage target = _roots[epoch];
        if (target.root == 0) revert UnknownEpoch(epoch);
        if (target.revoked) revert EpochRevoked(epoch);

        target.revoked = true;
        uint64 latest = latestEpoch;
        while (_roots[latest].revoked) --latest;
        latestEpoch = latest;
        emit RootRevoked(epoch, msg.sender);
    }

    /// @inheritdoc IMarketRoots
    function rootAt(uint64 epoch) external view returns (MarketRoot memory) {
        return _roots[epoch];
    }
}
