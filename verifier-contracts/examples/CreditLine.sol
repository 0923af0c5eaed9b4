// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.37;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {Ownable2Step} from "@openzeppelin/contracts/access/Ownable2Step.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ReentrancyGuard} from "@openzeppelin/contracts/utils/ReentrancyGuard.sol";
import {RequiresSolvency} from "../RequiresSolvency.sol";
import {ISolvencyRegistry} from "../interfaces/ISolvencyRegistry.sol";

/// @title CreditLine
/// @notice Lends a token, unsecured and free of interest, to the owner of a certified account, up to a fixed line.
/// @dev Assumptions.
/// Lender (the owner): funds the line by plain transfer, takes back what is not lent, and carries the loss of a debt
/// that is not repaid: certificates tell before lending, they do not collect.
/// Token: moves exactly the amount asked for (no fee on transfer, no rebasing).
/// Band: the lender asks for an excess that covers the line.
contract CreditLine is RequiresSolvency, Ownable2Step, ReentrancyGuard {
    using SafeERC20 for IERC20;

    /// @notice The token that is lent.
    IERC20 public immutable asset;
    /// @notice Greatest debt of one account, in the token's units.
    uint256 public immutable line;

    /// @notice What an account owes, in the token's units.
    mapping(bytes32 account => uint256) public debtOf;

    /// @notice The account's owner borrowed.
    event Drawn(bytes32 indexed account, address indexed borrower, uint256 amount, uint256 debt);
    /// @notice Somebody paid for the account.
    event Repaid(bytes32 indexed account, address indexed payer, uint256 amount, uint256 debt);
    /// @notice The lender took back what was not lent.
    event Withdrawn(address indexed lender, uint256 amount);

    /// @notice Only the account's owner borrows.
    error NotAccountOwner(bytes32 account, address caller);
    /// @notice The debt would exceed the line.
    error AboveLine(bytes32 account, uint256 debt, uint256 line);
    /// @notice No more can be repaid than is owed.
    error AboveDebt(bytes32 account, uint256 amount, uint256 debt);

    constructor(
        ISolvencyRegistry registry_,
        Band memory band,
        IERC20 asset_,
        uint256 line_,
        address lender
    ) RequiresSolvency(registry_, band) Ownable(lender) {
        asset = asset_;
        line = line_;
    }

    /// @notice Borrows for an account that the caller owns.
    function draw(bytes32 account, uint256 amount) external nonReentrant onlySolvent(account) {
        if (msg.sender != registry.source().accountOf(account).owner) revert NotAccountOwner(account, msg.sender);
        uint256 debt = debtOf[account] + amount;
        if (debt > line) revert AboveLine(account, debt, line);

        debtOf[account] = debt;
        emit Drawn(account, msg.sender, amount, debt);
        asset.safeTransfer(msg.sender, amount);
    }

    /// @notice Pays back, for any account and in any state of its certificate.
    function repay(bytes32 account, uint256 amount) external nonReentrant {
        uint256 debt = debtOf[account];
        if (amount > debt) revert AboveDebt(account, amount, debt);

        debtOf[account] = debt - amount;
        emit Repaid(account, msg.sender, amount, debt - amount);
        asset.safeTransferFrom(msg.sender, address(this), amount);
    }

    /// @notice Takes back what is not lent. Lender only.
    function withdraw(uint256 amount) external nonReentrant onlyOwner {
        emit Withdrawn(msg.sender, amount);
        asset.safeTransfer(msg.sender, amount);
    }
}
