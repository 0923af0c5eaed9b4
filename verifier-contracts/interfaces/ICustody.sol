// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

/// @title ICustody
/// @notice Holds the tokens of all accounts, and pays them out at a bounded rate, first in, first out.
/// @dev Every amount is in ticks of 1e-8 of the asset, whatever decimals its token has.
interface ICustody {
    /// @notice What the house holds of one asset, and how.
    struct Asset {
        /// @dev zero for an asset that is not listed
        IERC20 token;
        /// @dev of the token, 0 to 18
        uint8 decimals;
        /// @dev position of the withdrawal that is paid next
        uint40 queueHead;
        /// @dev position that the next queued withdrawal gets; the queue is empty when it equals `queueHead`
        uint40 queueTail;
        /// @dev all that the house owes: to accounts, to the queue and to recipients set aside
        uint128 ledger;
        /// @dev the part of `ledger` that has left the accounts: queued or set aside
        uint128 pending;
        /// @dev greatest ledger that a deposit may lead to
        uint128 custodyCap;
        /// @dev greatest outflow at once, which refills evenly over an hour
        uint128 hourlyCap;
        /// @dev outflow that is possible now
        uint128 available;
    }

    /// @notice A withdrawal that waits.
    struct Queued {
        address recipient;
        uint64 amount;
    }

    /// @notice An asset can be deposited from now on.
    event AssetListed(
        uint16 indexed asset,
        IERC20 indexed token,
        uint8 decimals,
        uint128 hourlyCap,
        uint128 custodyCap
    );
    /// @notice Tokens left the house.
    event WithdrawalPaid(uint16 indexed asset, address indexed recipient, uint64 amount);
    /// @notice A withdrawal waits at this position.
    event WithdrawalQueued(uint16 indexed asset, uint40 indexed position, address indexed recipient, uint64 amount);
    /// @notice The withdrawal at this position could not be paid and waits for a claim; the queue moves on.
    event WithdrawalSetAside(uint16 indexed asset, uint40 indexed position, address indexed recipient, uint64 amount);

    /// @notice There is no such asset.
    error UnlistedAsset(uint16 asset);
    /// @notice Assets are 0 (quote) and the slots 1 to 63 of collateral.
    error AssetOutOfRange(uint16 asset);
    /// @notice An asset is listed once, with one token.
    error AssetIsListed(uint16 asset, address token);
    /// @notice A token is listed once, as one asset.
    error TokenIsListed(address token, uint16 asset);
    /// @notice A token has up to 18 decimals.
    error DecimalsOutOfRange(address token, uint8 decimals);
    /// @notice The hourly cap is not zero: outflow that is bounded by nothing at all would stop every exit.
    error NoOutflow(uint16 asset);
    /// @notice The amount is not a whole number of the token's smallest units.
    error NotAWholeUnit(uint16 asset, uint256 amount, uint8 decimals);
    /// @notice The house would hold more of the asset than it may.
    error AboveCustodyCap(uint16 asset, uint256 ledger, uint128 custodyCap);
    /// @notice The house would owe to withdrawals more of the asset than it owes at all.
    error AboveLedger(uint16 asset, uint256 pending, uint128 ledger);
    /// @notice The house holds less of the token than it owes: the token takes away by itself.
    error BalanceBelowLedger(uint16 asset, uint256 balance, uint256 owed);
    /// @notice After a deposit the house holds another number of token units than it must: a fee, or a rebase.
    error NotReceivedExactly(uint16 asset, uint256 expectedBalance, uint256 balance);
    /// @notice Nobody is paid at the zero address or at the house itself.
    error InvalidRecipient(address recipient);
    /// @notice Nothing is set aside for the recipient.
    error NothingToClaim(uint16 asset, address recipient);
    /// @notice Only the recipient sends what is set aside elsewhere, or back into the queue.
    error NotTheRecipient(address recipient, address caller);
    /// @notice The call brings less gas than a payment is given, so its failure would mean nothing.
    error TooLittleGas(uint256 gas, uint256 needed);
    /// @notice Only the house calls this.
    error NotTheHouse(address caller);

    /// @notice Lists an asset for good. Governance only.
    /// @param asset 0 for quote, or the slot of a collateral instrument, 1 to 63
    /// @param hourlyCap in ticks, a whole number of token units
    /// @param custodyCap in ticks
    function listAsset(uint16 asset, IERC20 token, uint128 hourlyCap, uint128 custodyCap) external;

    /// @notice Pays the next withdrawals of an asset as far as the hourly cap allows. Open to all, also while paused.
    /// @dev One that is larger than the hourly cap is paid in parts of it. One that the token refuses is set aside.
    /// @param count greatest number of payments
    /// @return payments number made or set aside
    function payQueue(uint16 asset, uint256 count) external returns (uint256 payments);

    /// @notice Withdraws what was set aside, at most 2^64 - 1 ticks a call, now or through the queue as any withdrawal.
    /// @param recipient for whom it was set aside
    /// @param to any address, by the recipient; the recipient, by anybody, if it can be paid now
    function claim(uint16 asset, address recipient, address to) external;

    /// @notice State of an asset, all zero for one that is not listed.
    function assetOf(uint16 asset) external view returns (Asset memory);

    /// @notice All that the house owes of an asset, in ticks.
    function ledger(uint16 asset) external view returns (uint128);

    /// @notice The withdrawal at a position of the queue, all zero once it is gone.
    function queuedAt(uint16 asset, uint40 position) external view returns (Queued memory);

    /// @notice What is set aside for a recipient, in ticks.
    function claimableOf(uint16 asset, address recipient) external view returns (uint128);
}
