// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.37;

import {AccessControl} from "@openzeppelin/contracts/access/AccessControl.sol";
import {IHouseControls} from "./interfaces/IHouseControls.sol";
import {BabyJubjub} from "./libraries/BabyJubjub.sol";

/// @title HouseControls
/// @notice The pause and the liquidation key of a clearing house.
/// @dev Assumptions.
/// Guardian: may stop what brings money or risk in, for three days out of six; never what lets it out or mends an
/// account.
/// Governance (the default admin): names the key of the liquidation desks, a window ahead; whoever does not trust the
/// new desks leaves before. What was sealed to a key stays readable to its holders, and only to them until the account
/// changes: the old desks serve until then.
abstract contract HouseControls is IHouseControls, AccessControl {
    /// @notice May pause.
    bytes32 public constant GUARDIAN_ROLE = keccak256("GUARDIAN_ROLE");
    /// @notice Seconds a pause lasts, and seconds after it until there can be another one.
    uint40 public constant MAX_PAUSE = 3 days;

    /// @inheritdoc IHouseControls
    uint40 public immutable exitWindow;

    /// @inheritdoc IHouseControls
    uint40 public pausedUntil;
    uint40 private _nextKeyFrom;
    uint256 private _currentKey;
    uint256 private _nextKey;

    constructor(address governance, address guardian, uint40 exitWindow_, uint256 keyX, uint256 key) {
        exitWindow = exitWindow_;
        _grantRole(DEFAULT_ADMIN_ROLE, governance);
        _grantRole(GUARDIAN_ROLE, guardian);
        _scheduleKey(keyX, key, uint40(block.timestamp));
    }

    /// @inheritdoc IHouseControls
    function pause() external onlyRole(GUARDIAN_ROLE) {
        uint40 last = pausedUntil;
        if (block.timestamp < last + MAX_PAUSE) revert PauseTooSoon(last + MAX_PAUSE);
        uint40 until = uint40(block.timestamp) + MAX_PAUSE;
        pausedUntil = until;
        emit Paused(msg.sender, until);
    }

    /// @inheritdoc IHouseControls
    function scheduleLiquidationKey(uint256 x, uint256 key) external onlyRole(DEFAULT_ADMIN_ROLE) {
        _scheduleKey(x, key, uint40(block.timestamp) + exitWindow);
    }

    /// @inheritdoc IHouseControls
    function liquidationKey() public view returns (uint256) {
        return block.timestamp < _nextKeyFrom ? _currentKey : _nextKey;
    }

    function _requireNotPaused() internal view {
        if (block.timestamp < pausedUntil) revert HouseIsPaused(pausedUntil);
    }

    /// @dev A key that was scheduled before and has not come into force is forgotten.
    function _scheduleKey(uint256 x, uint256 key, uint40 activeFrom) private {
        BabyJubjub.requireKey(x, key);
        _currentKey = liquidationKey();
        _nextKey = key;
        _nextKeyFrom = activeFrom;
        emit LiquidationKeyScheduled(key, activeFrom);
    }
}
