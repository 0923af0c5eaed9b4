// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.37;

import {AccessControl} from "@openzeppelin/contracts/access/AccessControl.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {RateLimiter} from "@openzeppelin/contracts/utils/RateLimiter.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {ICustody} from "./interfaces/ICustody.sol";

/// @title Custody
/// @notice Tokens of all accounts, one ledger an asset.
/// @dev Assumptions.
/// Governance (the default admin): lists tokens that take from the sender what is transferred and no more. One that
/// does otherwise is refused at the next deposit, but what it took is lost to its holders.
/// Outflow: at most the hourly cap at once and its refill since, so in any hour less than twice the cap. What is queued
/// is paid in the order of the queue; no one can stop it, reorder it or make it wait for a payment that fails.
/// Ledger: what is withdrawn never exceeds what was deposited, even if an account cannot pay what it lost to another;
/// who comes last then waits for the loss to be made good.
/// Recipients: whoever names one that the token refuses waits for the claim of that recipient.
/// Lending: quote that a seller of collateral or a winner takes out was put in by others, whom the buyer or the loser
/// owes it, within their margin. So a ledger can be short of what all accounts could take out at one time.
/// Surplus: tokens that arrive without a deposit belong to nobody and stay.
abstract contract Custody is ICustody, AccessControl, ReentrancyGuardTransient {
    using RateLimiter for RateLimiter.RefillingBucket;
    using SafeERC20 for IERC20;

    /// @notice Decimals of a tick, the unit of every amount.
    uint8 public constant TICK_DECIMALS = 8;
    /// @notice Highest number of an asset.
    uint16 public constant LAST_ASSET = 63;
    /// @notice Gas that a payment from the queue is given; a token that needs more refuses it.
    uint256 public constant PAYMENT_GAS = 300_000;

    uint8 private constant MOST_DECIMALS = 18;
    /// @dev Each asset has a limiter of its own, so all use one key.
    bytes32 private constant KEY = 0;

    struct Holding {
        IERC20 token;
        uint8 decimals;
        uint40 queueHead;
        uint40 queueTail;
        uint128 ledger;
        uint128 pending;
        uint128 custodyCap;
        RateLimiter.RefillingBucket outflow;
        mapping(uint40 position => Queued) queue;
        mapping(address recipient => uint128) claimable;
    }

    mapping(uint16 asset => Holding) private _holdings;

    /// @inheritdoc ICustody
    function listAsset(
        uint16 asset,
        IERC20 token,
        uint128 hourlyCap,
        uint128 custodyCap
    ) external onlyRole(DEFAULT_ADMIN_ROLE) {
        if (asset > LAST_ASSET) revert AssetOutOfRange(asset);
        Holding storage holding = _holdings[asset];
        if (address(holding.token) != address(0)) revert AssetIsListed(asset, address(holding.token));
        for (uint16 other = 0; other <= LAST_ASSET; ++other) {
            if (address(_holdings[other].token) == address(token)) revert TokenIsListed(address(token), other);
        }
        uint8 decimals = IERC20Metadata(address(token)).decimals();
        if (decimals > MOST_DECIMALS) revert DecimalsOutOfRange(address(token), decimals);
        if (hourlyCap == 0) revert NoOutflow(asset);

        holding.token = token;
        holding.decimals = decimals;
        holding.custodyCap = custodyCap;
        holding.outflow.updateSettings(1 hours, hourlyCap);
        _toUnits(asset, holding, hourlyCap);
        emit AssetListed(asset, token, decimals, hourlyCap, custodyCap);
    }

    /// @inheritdoc ICustody
    function payQueue(uint16 asset, uint256 count) external nonReentrant returns (uint256 payments) {
        Holding storage holding = _listed(asset);
        while (payments < count && _payNext(asset, holding)) ++payments;
    }

    /// @inheritdoc ICustody
    function claim(uint16 asset, address recipient, address to) external nonReentrant {
        bool isRecipient = msg.sender == recipient;
        if (!isRecipient && to != recipient) revert NotTheRecipient(recipient, msg.sender);
        _requireRecipient(to);
        Holding storage holding = _listed(asset);
        uint128 claimable = holding.claimable[recipient];
        if (claimable == 0) revert NothingToClaim(asset, recipient);

        // The most that a payment holds and is whole in units of any token.
        uint64 amount = uint64(Math.min(claimable, 1e19));
        holding.claimable[recipient] = claimable - amount;
        holding.pending -= amount;
        // By others it is paid or stays: in the queue it would be out of reach of a recipient that is still refused.
        if (!_payOrQueue(asset, amount, to) && !isRecipient) revert NotTheRecipient(recipient, msg.sender);
    }

    /// @notice One payment from the queue, as a call of its own so that it can fail alone. The house only.
    function payFromQueue(IERC20 token, address recipient, uint256 units) external {
        if (msg.sender != address(this)) revert NotTheHouse(msg.sender);
        token.safeTransfer(recipient, units);
    }

    /// @inheritdoc ICustody
    function assetOf(uint16 asset) external view returns (Asset memory) {
        Holding storage holding = _holdings[asset];
        (uint256 used, uint256 available) = holding.outflow.state(KEY);
        return
            Asset({
                token: holding.token,
                decimals: holding.decimals,
                queueHead: holding.queueHead,
                queueTail: holding.queueTail,
                ledger: holding.ledger,
                pending: holding.pending,
                custodyCap: holding.custodyCap,
                hourlyCap: uint128(used + available),
                available: uint128(available)
            });
    }

    /// @inheritdoc ICustody
    function ledger(uint16 asset) external view returns (uint128) {
        return _holdings[asset].ledger;
    }

    /// @inheritdoc ICustody
    function queuedAt(uint16 asset, uint40 position) external view returns (Queued memory) {
        return _holdings[asset].queue[position];
    }

    /// @inheritdoc ICustody
    function claimableOf(uint16 asset, address recipient) external view returns (uint128) {
        return _holdings[asset].claimable[recipient];
    }

    /// @dev What must hold before tokens of the caller are taken.
    function _requireRoom(uint16 asset, uint64 amount) internal view {
        Holding storage holding = _listed(asset);
        _toUnits(asset, holding, amount);
        uint256 total = uint256(holding.ledger) + amount;
        if (total > holding.custodyCap) revert AboveCustodyCap(asset, total, holding.custodyCap);
    }

    /// @dev What must hold before balance becomes a claim to tokens.
    function _requirePayable(uint16 asset, uint64 amount, address recipient) internal view {
        _requireRecipient(recipient);
        Holding storage holding = _listed(asset);
        _toUnits(asset, holding, amount);
        uint256 total = uint256(holding.pending) + amount;
        if (total > holding.ledger) revert AboveLedger(asset, total, holding.ledger);
    }

    /// @dev Takes tokens from the caller, exactly.
    function _take(uint16 asset, uint64 amount) internal {
        Holding storage holding = _holdings[asset];
        IERC20 token = holding.token;
        uint256 owed = _toUnits(asset, holding, holding.ledger);
        holding.ledger += amount;

        uint256 units = _toUnits(asset, holding, amount);
        uint256 balance = token.balanceOf(address(this));
        if (balance < owed) revert BalanceBelowLedger(asset, balance, owed);
        token.safeTransferFrom(msg.sender, address(this), units);
        uint256 reached = token.balanceOf(address(this));
        if (reached != balance + units) revert NotReceivedExactly(asset, balance + units, reached);
    }

    /// @dev Pays within the hourly cap if nobody waits, else queues.
    function _payOrQueue(uint16 asset, uint64 amount, address recipient) internal returns (bool isPaid) {
        Holding storage holding = _holdings[asset];
        uint40 position = holding.queueTail;
        isPaid = holding.queueHead == position && holding.outflow.tryConsume(KEY, amount);
        if (isPaid) {
            holding.ledger -= amount;
            emit WithdrawalPaid(asset, recipient, amount);
            holding.token.safeTransfer(recipient, _toUnits(asset, holding, amount));
        } else {
            holding.queue[position] = Queued({recipient: recipient, amount: amount});
            holding.queueTail = position + 1;
            holding.pending += amount;
            emit WithdrawalQueued(asset, position, recipient, amount);
        }
    }

    function _requireListed(uint16 asset) internal view {
        _listed(asset);
    }

    /// @dev Pays the head of the queue, or the part of it that the hourly cap lets out at once. False when there is
    /// nothing to pay, or not enough outflow yet. The outflow is used only by what is paid: the guard keeps every other
    /// payment away until then.
    function _payNext(uint16 asset, Holding storage holding) private returns (bool) {
        uint40 position = holding.queueHead;
        if (position == holding.queueTail) return false;
        Queued memory next = holding.queue[position];
        (uint256 used, uint256 available) = holding.outflow.state(KEY);
        uint64 part = uint64(Math.min(next.amount, used + available));
        if (part > available) return false;

        _setHead(holding, position, next.amount - part);
        holding.ledger -= part;
        holding.pending -= part;
        if (_isPaid(asset, holding, part, next.recipient)) {
            holding.outflow.consume(KEY, part);
            emit WithdrawalPaid(asset, next.recipient, part);
        } else {
            // Nothing left: all of it is owed still, and waits apart from the queue.
            if (part != next.amount) _setHead(holding, position, 0);
            holding.ledger += part;
            holding.pending += part;
            holding.claimable[next.recipient] += next.amount;
            emit WithdrawalSetAside(asset, position, next.recipient, next.amount);
        }
        return true;
    }

    function _setHead(Holding storage holding, uint40 position, uint64 rest) private {
        if (rest != 0) {
            holding.queue[position].amount = rest;
        } else {
            delete holding.queue[position];
            holding.queueHead = position + 1;
        }
    }

    /// @dev Whether the token made the payment. With too little gas nobody can make it look refused.
    function _isPaid(uint16 asset, Holding storage holding, uint64 amount, address recipient) private returns (bool) {
        uint256 units = _toUnits(asset, holding, amount);
        // A call passes on 63 of 64 parts of the gas.
        uint256 needed = PAYMENT_GAS + PAYMENT_GAS / 32;
        if (gasleft() < needed) revert TooLittleGas(gasleft(), needed);
        try this.payFromQueue{gas: PAYMENT_GAS}(holding.token, recipient, units) {
            return true;
        } catch {
            return false;
        }
    }

    function _listed(uint16 asset) private view returns (Holding storage holding) {
        holding = _holdings[asset];
        if (address(holding.token) == address(0)) revert UnlistedAsset(asset);
    }

    function _requireRecipient(address recipient) private view {
        if (recipient == address(0) || recipient == address(this)) revert InvalidRecipient(recipient);
    }

    /// @dev Ticks as units of the token; exact or refused.
    function _toUnits(uint16 asset, Holding storage holding, uint256 amount) private view returns (uint256) {
        uint8 decimals = holding.decimals;
        if (decimals >= TICK_DECIMALS) return amount * 10 ** (decimals - TICK_DECIMALS);
        uint256 unit = 10 ** (TICK_DECIMALS - decimals);
        if (amount % unit != 0) revert NotAWholeUnit(asset, amount, decimals);
        return amount / unit;
    }
}
