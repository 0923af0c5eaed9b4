// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.37;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {Accounts} from "./Accounts.sol";
import {Custody} from "./Custody.sol";
import {HouseControls} from "./HouseControls.sol";
import {Change, IClearingHouse, Method, Side} from "./interfaces/IClearingHouse.sol";
import {ICircuitRouter, Statement} from "./interfaces/ICircuitRouter.sol";
import {IMarketRoots} from "./interfaces/IMarketRoots.sol";
import {BabyJubjub} from "./libraries/BabyJubjub.sol";
import {ChangeSignals, ChangeStatement, OpenStatement} from "./libraries/ChangeSignals.sol";
import {Flow} from "./libraries/Flow.sol";
import {ScalarField} from "./libraries/ScalarField.sol";
import {TradeSide, TradeSides} from "./libraries/TradeSides.sol";

/// @notice What a clearing house is made of, for good.
struct Deployment {
    ICircuitRouter router;
    IMarketRoots roots;
    /// @dev seconds
    uint64 maxRootAge;
    address governance;
    address guardian;
    uint256 liquidationKeyX;
    uint256 liquidationKey;
}

/// @title ClearingHouse
/// @notice Opens private margin accounts, takes tokens in, lets them trade with each other, pays out.
/// @dev Assumptions.
/// Authority: an account does what its owner calls or signs and nothing else. Whoever knows an opening can make a proof
/// and cannot use it. A signature binds the state it starts from, so any change of the account voids it.
/// Conservation: tokens enter and leave by public flows only; a fill is one hash that both sides prove with opposite
/// signs and that is used once, so sizes and costs of all accounts sum to zero.
/// Margin: proven at the newest root, which is trusted as `MarketRoots` says, and to ask no account for less at initial
/// than at maintenance margin. A root that does not come, or is too old, stops withdrawals and trades of every account;
/// so do circuits that are all retired.
/// Liquidation: what moves a commitment is proven at or above maintenance at the newest root, or cannot be below it; so
/// an insolvency that was proven stays one until it is mended.
/// Leaks: owners, counterparties, times, circuits, whether a change reduces, every flow.
contract ClearingHouse is Custody, Accounts, EIP712 {
    using ChangeSignals for OpenStatement;

    uint16 private constant QUOTE = 0;
    uint8 private constant INITIAL = 1;
    int8 private constant BUYER = 1;
    int8 private constant SELLER = -1;

    /// @inheritdoc IClearingHouse
    mapping(uint256 fill => bool) public isFilled;

    /// @dev One side of a trade, checked but for its proof.
    struct Leg {
        Statement kind;
        ChangeStatement statement;
    }

    constructor(
        Deployment memory d
    )
        HouseControls(d.governance, d.guardian, d.router.exitWindow(), d.liquidationKeyX, d.liquidationKey)
        Accounts(d.router, d.roots, d.maxRootAge)
        EIP712("Plimsoll", "1")
    {}

    /// @inheritdoc IClearingHouse
    function open(
        bytes32 account,
        Method method,
        uint256 viewingKeyX,
        uint256 viewingKey,
        uint256 commitment,
        bytes32 circuit,
        uint256[8] calldata proof
    ) external nonReentrant {
        _requireNotPaused();
        ScalarField.requireNonZero(uint256(account));
        if (_owner(account) != address(0)) revert AccountExists(account, _owner(account));
        if (method == Method.None) revert NoMethod(account);
        BabyJubjub.requireKey(viewingKeyX, viewingKey);

        OpenStatement memory statement = OpenStatement({
            commitment: commitment,
            account: account,
            owner: msg.sender,
            method: uint8(method),
            lossCheckpoint: 0
        });
        router.verify(circuit, Statement.Open, proof, statement.toSignals());

        _create(account, commitment, viewingKey);
        emit AccountOpened(account, msg.sender, viewingKey, method, commitment);
    }

    /// @inheritdoc IClearingHouse
    function deposit(Change calldata change, uint16 asset, uint64 amount) external nonReentrant {
        _requireOwner(change.account);
        _requireRoom(asset, amount);

        (ChangeStatement memory statement, uint48 provenEpoch) = _proveReceipt(change, asset, amount);

        _commit(change, statement, provenEpoch);
        emit Deposited(change.account, asset, amount);
        _take(asset, amount);
    }

    /// @inheritdoc IClearingHouse
    function withdraw(Change calldata change, uint16 asset, uint64 amount, address recipient) external nonReentrant {
        _requireOwner(change.account);
        _requirePayable(asset, amount, recipient);

        (ChangeStatement memory statement, uint48 provenEpoch) = _provePayment(change, asset, amount);

        _commit(change, statement, provenEpoch);
        emit Withdrawn(change.account, asset, recipient, amount);
        _payOrQueue(asset, amount, recipient);
    }

    /// @inheritdoc IClearingHouse
    function transfer(Change calldata from, Change calldata to, uint16 asset, uint64 amount) external nonReentrant {
        if (from.account == to.account) revert SameAccount(from.account);
        _requireOwner(from.account);
        _requireOwner(to.account);
        _requireListed(asset);

        (ChangeStatement memory paid, uint48 payerEpoch) = _provePayment(from, asset, amount);
        (ChangeStatement memory received, uint48 receiverEpoch) = _proveReceipt(to, asset, amount);

        _commit(from, paid, payerEpoch);
        _commit(to, received, receiverEpoch);
        emit Transferred(from.account, to.account, asset, amount);
    }

    /// @inheritdoc IClearingHouse
    function trade(Side calldata buyer, Side calldata seller, uint256 fill) external nonReentrant {
        ScalarField.requireNonZero(fill);
        if (isFilled[fill]) revert FillUsed(fill);
        (bytes32 buying, bytes32 selling) = (buyer.change.account, seller.change.account);
        if (buying == selling) revert SameAccount(buying);
        if (_owner(buying) == _owner(selling)) revert SelfTrade(buying, selling, _owner(buying));
        (uint48 epoch, uint256 root) = _newestRoot();
        Leg memory bought = _checkSide(buyer, selling, BUYER, fill, root);
        Leg memory sold = _checkSide(seller, buying, SELLER, fill, root);
        if (bought.kind != Statement.Reduce || sold.kind != Statement.Reduce) _requireNotPaused();

        _verify(buyer.change, bought.kind, bought.statement);
        _verify(seller.change, sold.kind, sold.statement);

        isFilled[fill] = true;
        _commit(buyer.change, bought.statement, epoch);
        _commit(seller.change, sold.statement, epoch);
        emit Traded(buying, selling, fill);
    }

    /// @inheritdoc IClearingHouse
    function refresh(Change calldata change) external nonReentrant {
        _requireOwner(change.account);
        Statement kind = _kindOf(change);
        if (kind != Statement.Transition && kind != Statement.Reduce) revert StatementNotTaken(change.circuit, kind);
        (uint48 epoch, uint256 root) = _newestRoot();
        ChangeStatement memory statement = _statementOf(change);
        statement.marketRoot = root;

        _verify(change, kind, statement);

        _commit(change, statement, _provenAt(change.account, epoch));
    }

    /// @inheritdoc IClearingHouse
    function setViewingKey(bytes32 account, uint256 x, uint256 key) external {
        _requireOwner(account);
        BabyJubjub.requireKey(x, key);
        _setViewingKey(account, key);
        emit ViewingKeySet(account, key);
    }

    /// @dev Proves that the account gives up the amount and stays at or above initial margin.
    function _provePayment(
        Change calldata change,
        uint16 asset,
        uint64 amount
    ) private view returns (ChangeStatement memory statement, uint48 provenEpoch) {
        (uint48 epoch, uint256 root) = _newestRoot();
        statement = _statementOf(change);
        statement.marketRoot = root;
        statement.level = INITIAL;
        statement.flow = Flow.outOf(asset, amount);
        _verify(change, Statement.Transition, statement);
        provenEpoch = _provenAt(change.account, epoch);
        // What came about at prices that were taken back is not paid out at older ones.
        uint48 held = _provenEpoch(change.account);
        if (held > provenEpoch) revert MarginNotProven(change.account, held, epoch);
    }

    /// @dev Proves that the account receives the amount. A proof without margin (Deposit) is enough for cash where the
    /// account cannot be insolvent; else a deposit too small to mend it would move it away from a liquidation.
    /// Collateral is proven at the market: with one that its method does not take, an account could be proven on
    /// neither side. What mends an account is never paused.
    function _proveReceipt(
        Change calldata change,
        uint16 asset,
        uint64 amount
    ) private view returns (ChangeStatement memory statement, uint48 provenEpoch) {
        Statement kind = _kindOf(change);
        statement = _statementOf(change);
        statement.flow = Flow.into(asset, amount);
        if (kind == Statement.Deposit) {
            _requireNotPaused();
            if (asset != QUOTE) revert MarketNotProven(change.account, asset);
            provenEpoch = _provenEpoch(change.account);
            uint64 latest = roots.latestEpoch();
            if (provenEpoch != CASH_ONLY && provenEpoch != latest) {
                revert MarginNotProven(change.account, provenEpoch, latest);
            }
        } else if (kind == Statement.Transition) {
            (provenEpoch, statement.marketRoot) = _newestRoot();
            if (asset == QUOTE) provenEpoch = _provenAt(change.account, provenEpoch);
        } else {
            revert StatementNotTaken(change.circuit, kind);
        }
        _verify(change, kind, statement);
    }

    /// @dev Everything about a side that needs no proof: its deadline, its owner's signature, what its circuit states.
    function _checkSide(
        Side calldata side,
        bytes32 counterparty,
        int8 sign,
        uint256 fill,
        uint256 root
    ) private view returns (Leg memory leg) {
        Change calldata change = side.change;
        if (block.timestamp > side.deadline) revert SignatureExpired(change.account, side.deadline);
        leg.kind = _kindOf(change);
        ChangeStatement memory statement = _statementOf(change);
        leg.statement = statement;
        statement.marketRoot = root;
        statement.fill = fill;
        statement.side = sign;
        if (leg.kind == Statement.Transition) statement.level = INITIAL;
        else if (leg.kind != Statement.Reduce) revert StatementNotTaken(change.circuit, leg.kind);

        bytes32 digest = _hashTypedDataV4(
            TradeSides.hash(
                TradeSide({
                    account: change.account,
                    counterparty: counterparty,
                    oldCommitment: statement.oldCommitment,
                    newCommitment: statement.newCommitment,
                    sequence: _sequence(change.account) + 1,
                    fill: fill,
                    side: sign,
                    marketRoot: root,
                    deadline: side.deadline
                })
            )
        );
        address owner = _owner(change.account);
        if (!SignatureChecker.isValidSignatureNowCalldata(owner, digest, side.signature)) {
            revert SignatureRejected(change.account, owner);
        }
    }
}
