// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.37;

import {ICircuitRouter, Statement} from "./ICircuitRouter.sol";
import {ICommitmentSource} from "./ICommitmentSource.sol";
import {ICustody} from "./ICustody.sol";
import {IHouseControls} from "./IHouseControls.sol";

/// @notice How positions of an account are margined; its commitment hashes the number.
enum Method {
    None,
    Isolated,
    Cross,
    Portfolio
}

/// @notice One step of one account: from the commitment that is stored to a new one, proven.
struct Change {
    bytes32 account;
    /// @dev name of the circuit as a bytes32 string (`transition-cross-8`); it decides what is stated
    bytes32 circuit;
    uint256 newCommitment;
    uint256[8] proof;
    /// @dev the opening of the new commitment, encrypted: R.y, two wrapped keys, ciphertext
    uint256[] sealedState;
}

/// @notice One party of a trade.
struct Side {
    Change change;
    /// @dev last second at which the signature counts
    uint64 deadline;
    /// @dev EIP-712 signature of the account's owner over `TradeSide`, or what its contract takes for one (ERC-1271)
    bytes signature;
}

/// @title IClearingHouse
/// @notice Private margin accounts that live on chain: their state is a commitment, every change of it is proven.
interface IClearingHouse is ICommitmentSource, ICustody, IHouseControls {
    /// @notice An account was opened, empty, with sequence 1.
    event AccountOpened(
        bytes32 indexed account,
        address indexed owner,
        uint256 indexed viewingKey,
        Method method,
        uint256 commitment
    );
    /// @notice The account's next states are sealed to this key.
    event ViewingKeySet(bytes32 indexed account, uint256 indexed viewingKey);
    /// @notice An account moved to a new commitment, whose opening is `sealedState` for the holders of the two keys.
    event StateSealed(
        bytes32 indexed account,
        uint64 indexed sequence,
        uint256 commitment,
        bytes32 circuit,
        uint256 viewingKey,
        uint256 liquidationKey,
        uint256[] sealedState
    );
    /// @notice Tokens became balance of an account.
    event Deposited(bytes32 indexed account, uint16 indexed asset, uint64 amount);
    /// @notice Balance of an account became a claim to tokens, paid or queued in the same transaction.
    event Withdrawn(bytes32 indexed account, uint16 indexed asset, address indexed recipient, uint64 amount);
    /// @notice Balance moved between two accounts of one owner.
    event Transferred(bytes32 indexed from, bytes32 indexed to, uint16 indexed asset, uint64 amount);
    /// @notice Buyer and seller exchanged the fill.
    event Traded(bytes32 indexed buyer, bytes32 indexed seller, uint256 indexed fill);

    /// @notice A contract address of the deployment holds no code.
    error NotAContract(address target);
    /// @notice The router's circuits can still change at once.
    error RouterNotStarted(address router);
    /// @notice The account id is taken.
    error AccountExists(bytes32 account, address owner);
    /// @notice An account has a margin method.
    error NoMethod(bytes32 account);
    /// @notice Only the account's owner does this.
    error NotAccountOwner(bytes32 account, address caller);
    /// @notice The two accounts of a transfer or a trade are one.
    error SameAccount(bytes32 account);
    /// @notice The two accounts of a trade have one owner.
    error SelfTrade(bytes32 buyer, bytes32 seller, address owner);
    /// @notice The circuit's statement is not one that this call takes.
    error StatementNotTaken(bytes32 circuit, Statement statement);
    /// @notice The account has had more than cash and is not proven at the newest root, so only a proof of its margin
    /// tops it up; or that root is older than one it was proven at, and nothing is paid out at it.
    error MarginNotProven(bytes32 account, uint48 provenEpoch, uint64 latestEpoch);
    /// @notice Collateral enters by a proof at the market only: not every method takes every asset.
    error MarketNotProven(bytes32 account, uint16 asset);
    /// @notice There is no market root in force.
    error NoRootInForce();
    /// @notice The newest prices are too old to prove anything new with.
    error RootTooOld(uint64 epoch, uint64 time, uint64 maxRootAge);
    /// @notice The fill was traded before.
    error FillUsed(uint256 fill);
    /// @notice The signature's deadline passed.
    error SignatureExpired(bytes32 account, uint64 deadline);
    /// @notice The owner did not sign this side of this trade from the account's present state.
    error SignatureRejected(bytes32 account, address owner);

    /// @notice Opens an empty account of the caller.
    /// @param account id of the caller's choice: not in use, a non-zero element of the scalar field
    /// @param viewingKeyX either coordinate x of the viewing key
    /// @param viewingKey its coordinate y
    /// @param commitment of the empty account, sequence 1 and blinding 0
    /// @param circuit of the statement Open
    function open(
        bytes32 account,
        Method method,
        uint256 viewingKeyX,
        uint256 viewingKey,
        uint256 commitment,
        bytes32 circuit,
        uint256[8] calldata proof
    ) external;

    /// @notice Adds tokens of the caller to an account of the caller.
    /// @dev Cash by a Deposit circuit while the account has had cash only or is proven at the newest root; anything by
    /// a Transition circuit, at maintenance margin, always.
    /// @param amount in ticks
    function deposit(Change calldata change, uint16 asset, uint64 amount) external;

    /// @notice Takes balance out of an account that stays at or above initial margin, and pays or queues it.
    /// @param amount in ticks
    function withdraw(Change calldata change, uint16 asset, uint64 amount, address recipient) external;

    /// @notice Moves balance between two accounts of the caller: `from` as by `withdraw`, `to` as by `deposit`.
    /// @param amount in ticks
    function transfer(Change calldata from, Change calldata to, uint16 asset, uint64 amount) external;

    /// @notice Exchanges a fill between two accounts, both or neither. Anybody submits.
    /// @dev Each side ends at or above initial margin (Transition) or reduces (Reduce).
    /// @param fill the hidden fill, used once
    function trade(Side calldata buyer, Side calldata seller, uint256 fill) external;

    /// @notice A change of the caller's account that moves nothing in or out: settles a frozen leg, or seals anew.
    function refresh(Change calldata change) external;

    /// @notice Seals the next states of an account of the caller to another key.
    /// @param x either coordinate x of the point
    /// @param key its coordinate y
    function setViewingKey(bytes32 account, uint256 x, uint256 key) external;

    /// @notice The viewing key of an account, 0 for an unknown one.
    function viewingKeyOf(bytes32 account) external view returns (uint256);

    /// @notice The newest epoch that the account was proven at, also if its root was taken back since; 2^48 - 1 while
    /// it has had cash only.
    function provenEpochOf(bytes32 account) external view returns (uint48);

    /// @notice Whether the fill was traded.
    function isFilled(uint256 fill) external view returns (bool);

    /// @notice Where proofs are verified.
    function router() external view returns (ICircuitRouter);

    /// @notice Greatest age, in seconds, of the prices that a proof may rest on.
    function maxRootAge() external view returns (uint64);
}
