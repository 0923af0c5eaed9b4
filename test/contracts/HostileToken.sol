// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// @title HostileToken
/// @notice A token that can be told to misbehave in the ways that tokens do.
contract HostileToken is ERC20 {
    uint8 private immutable _decimals;

    /// @notice Units kept from every transfer, or added to it where negative.
    int256 public fee;
    /// @notice Whether a refused transfer returns false in place of a revert.
    bool public returnsFalse;
    mapping(address holder => bool) public refused;
    mapping(address holder => bool) public burnsGas;

    error Refused(address holder);

    constructor(uint8 decimals_) ERC20("Hostile", "HOST") {
        _decimals = decimals_;
    }

    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }

    function setFee(int256 fee_) external {
        fee = fee_;
    }

    function setReturnsFalse(bool returnsFalse_) external {
        returnsFalse = returnsFalse_;
    }

    /// @notice Blacklists a holder, or takes it off the list.
    function setRefused(address holder, bool isRefused) external {
        refused[holder] = isRefused;
    }

    /// @notice A holder whose receipt burns all the gas there is, as a hook may.
    function setBurnsGas(address holder, bool burns) external {
        burnsGas[holder] = burns;
    }

    /// @notice Changes a balance without a transfer.
    function rebase(address holder, int256 by) external {
        if (by < 0) _burn(holder, uint256(-by));
        else _mint(holder, uint256(by));
    }

    function transfer(address to, uint256 amount) public override returns (bool) {
        if (refused[to] && returnsFalse) return false;
        return super.transfer(to, amount);
    }

    function decimals() public view override returns (uint8) {
        return _decimals;
    }

    function _update(address from, address to, uint256 amount) internal override {
        if (refused[to] || refused[from]) revert Refused(refused[to] ? to : from);
        if (burnsGas[to]) {
            assembly ("memory-safe") {
                invalid()
            }
        }
        bool isTransfer = from != address(0) && to != address(0);
        super._update(from, to, amount);
        if (isTransfer && fee > 0) super._update(to, address(0), uint256(fee));
        if (isTransfer && fee < 0) super._update(address(0), to, uint256(-fee));
    }
}
