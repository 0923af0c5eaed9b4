// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.37;

/// @title IHouseControls
/// @notice What governance and guardian may do to a running house, and what they may not.
interface IHouseControls {
    /// @notice The guardian paused until this time.
    event Paused(address indexed guardian, uint40 until);
    /// @notice From this time on new states are sealed to this key.
    event LiquidationKeyScheduled(uint256 indexed liquidationKey, uint40 activeFrom);

    /// @notice The call waits for the end of the pause.
    error HouseIsPaused(uint40 until);
    /// @notice The last pause ended too recently, or has not ended.
    error PauseTooSoon(uint40 allowedFrom);

    /// @notice Stops openings, deposits, transfers and trades that do not reduce, for `MAX_PAUSE` and no longer.
    /// Guardian only. Withdrawals, the queue, claims, refreshes and trades that reduce on both sides go on.
    function pause() external;

    /// @notice Changes the key of the liquidation desks after the exit window. Governance only.
    /// @param x either coordinate x of the point
    /// @param key its coordinate y
    function scheduleLiquidationKey(uint256 x, uint256 key) external;

    /// @notice The key that new states are sealed to now.
    function liquidationKey() external view returns (uint256);

    /// @notice Time at which the pause ends, or ended; 0 before the first one.
    function pausedUntil() external view returns (uint40);

    /// @notice Seconds from a change of the liquidation key to its effect; the router's exit window.
    function exitWindow() external view returns (uint40);
}
