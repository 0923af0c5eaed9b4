// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.37;

/// @title IMarketRoots
/// @notice The market table's root at each epoch.
interface IMarketRoots {
    /// @notice One epoch of the market table.
    struct MarketRoot {
        /// @dev commitment to every price, scenario and parameter of the epoch; 0 for an unknown epoch
        uint256 root;
        /// @dev when the prices were taken, unix seconds
        uint64 time;
        /// @dev version of the margin parameters inside the root
        uint32 parameterVersion;
        /// @dev true once nothing may rest on this root
        bool revoked;
    }

    /// @notice A root was posted.
    event RootPosted(uint64 indexed epoch, uint256 root, uint64 time, uint32 parameterVersion);
    /// @notice A root was taken back, with everything that rests on it.
    event RootRevoked(uint64 indexed epoch, address indexed by);

    /// @notice Epochs go up by exactly one.
    error EpochNotNext(uint64 epoch, uint64 expected);
    /// @notice Prices must be newer than those of the epoch before.
    error TimeNotAfter(uint64 time, uint64 previous);
    /// @notice Prices must lie in [now - maxPostDelay, now].
    error TimeOutOfBounds(uint64 time, uint256 blockTime, uint64 maxPostDelay);
    /// @notice The epoch was never posted.
    error UnknownEpoch(uint64 epoch);
    /// @notice A root is revoked once.
    error EpochRevoked(uint64 epoch);
    /// @notice Only a publisher or a guardian may revoke.
    error NotARevoker(address caller);

    /// @notice Posts the root of the next epoch. Publisher only.
    function post(uint64 epoch, uint256 root, uint64 time, uint32 parameterVersion) external;

    /// @notice Takes a root back for good. Publisher or guardian.
    function revoke(uint64 epoch) external;

    /// @notice The root of an epoch, all zero for an unknown one.
    function rootAt(uint64 epoch) external view returns (MarketRoot memory);

    /// @notice The newest epoch that is not revoked; 0 when there is none.
    function latestEpoch() external view returns (uint64);

    /// @notice The newest epoch that was posted, revoked or not; 0 when there is none.
    function lastPostedEpoch() external view returns (uint64);
}
