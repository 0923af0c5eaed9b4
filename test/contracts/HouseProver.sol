// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.37;

import {ClearingHouse, Deployment} from "../../verifier-contracts/ClearingHouse.sol";
import {CircuitRouter} from "../../verifier-contracts/CircuitRouter.sol";
import {MarketRoots} from "../../verifier-contracts/MarketRoots.sol";
import {Change, Method, Side} from "../../verifier-contracts/interfaces/IClearingHouse.sol";
import {Statement} from "../../verifier-contracts/interfaces/ICircuitRouter.sol";
import {CHEATCODES} from "./Cheatcodes.sol";
import {HostileToken} from "./HostileToken.sol";
import {HouseModel} from "./HouseModel.sol";
import {Wallet} from "./Wallet.sol";

/// @title HouseProver
/// @notice A clearing house with accounts of three owners, and changes for them. Every change comes with what the model
/// takes for a proof of the statement, true or not: whether it counts is for the house and the model to say.
/// @dev Written from the definition of signals, seals and signatures, not with the libraries of the house.
abstract contract HouseProver {
    uint256 internal constant R = 21888242871839275222246405745257275088548364400416034343698204186575808495617;
    uint256 internal constant ACCOUNTS = 4;
    uint64 internal constant MAX_ROOT_AGE = 1 hours;
    uint128 internal constant HOURLY_CAP = 300e8;
    uint128 internal constant CUSTODY_CAP = 100_000e8;

    uint256 private constant KEY_X = 5299619240641551281634865583518297030282874472190772894086521144482721001553;
    uint256 private constant KEY_Y = 16950150798460657717958625567821834550301663161624707787222815936182638968203;

    /// @notice What a change is to state.
    struct Terms {
        bytes32 account;
        Statement kind;
        uint256 level;
        uint256 fill;
        int256 side;
        uint256 flow;
        bool settles;
    }

    HouseModel public immutable model = new HouseModel();
    MarketRoots public immutable roots = new MarketRoots(address(this), address(this), address(this), 1 hours);
    CircuitRouter public immutable router = new CircuitRouter(address(this), 7 days);
    ClearingHouse public immutable house;
    HostileToken[2] public tokens = [new HostileToken(6), new HostileToken(18)];
    Wallet[3] public wallets = [new Wallet(), new Wallet(), new Wallet()];
    uint256 private _salt;

    constructor() {
        CHEATCODES.warp(1_000_000);
        router.addCircuit("open", model, Statement.Open);
        router.addCircuit("deposit", model, Statement.Deposit);
        router.addCircuit("transition", model, Statement.Transition);
        router.addCircuit("reduce", model, Statement.Reduce);
        router.start();
        house = new ClearingHouse(
            Deployment({
                router: router,
                roots: roots,
                maxRootAge: MAX_ROOT_AGE,
                governance: address(this),
                guardian: address(this),
                liquidationKeyX: KEY_X,
                liquidationKey: KEY_Y
            })
        );
        for (uint16 asset = 0; asset < 2; ++asset) {
            house.listAsset(asset, tokens[asset], HOURLY_CAP, CUSTODY_CAP);
            for (uint256 i = 0; i < 3; ++i) {
                tokens[asset].mint(address(wallets[i]), 1e36);
                bytes memory approval = abi.encodeCall(tokens[asset].approve, (address(house), type(uint256).max));
                wallets[i].execute(address(tokens[asset]), approval);
            }
        }
        for (uint256 i = 0; i < ACCOUNTS; ++i) _open(accountAt(i));
    }

    /// @notice The first two accounts have one owner.
    function accountAt(uint256 index) public pure returns (bytes32) {
        return bytes32(1 + (index % ACCOUNTS));
    }

    function walletOf(bytes32 account) public view returns (Wallet) {
        uint256 index = uint256(account) - 1;
        return wallets[index == 0 ? 0 : index - 1];
    }

    function commitmentOf(bytes32 account) public view returns (uint256) {
        return house.accountOf(account).commitment;
    }

    function newestRoot() public view returns (uint256) {
        return roots.rootAt(roots.latestEpoch()).root;
    }

    function _open(bytes32 account) private {
        uint256[] memory signals = new uint256[](5);
        signals[0] = model.openAs(uint256(account), address(walletOf(account)), uint256(Method.Cross));
        signals[1] = uint256(account);
        signals[2] = uint160(address(walletOf(account)));
        signals[3] = uint256(Method.Cross);
        _by(
            account,
            abi.encodeCall(house.open, (account, Method.Cross, KEY_X, KEY_Y, signals[0], "open", _proof(signals)))
        );
    }

    /// @dev The owner of the account calls the house.
    function _by(bytes32 account, bytes memory call) internal {
        walletOf(account).execute(address(house), call);
    }

    function _change(Terms memory terms) internal returns (Change memory change) {
        uint256 old = commitmentOf(terms.account);
        uint256 next =
            terms.settles
                ? model.settled(old, newestRoot(), ++_salt)
                : model.next(old, terms.fill, terms.side, terms.flow, ++_salt);
        uint256[] memory words = model.sealedState(next, KEY_Y, KEY_Y);
        change = Change({
            account: terms.account,
            circuit: terms.kind == Statement.Deposit
                ? bytes32("deposit")
                : terms.kind == Statement.Reduce
                    ? bytes32("reduce")
                    : bytes32("transition"),
            newCommitment: next,
            proof: _proof(_signals(terms, next, words)),
            sealedState: words
        });
    }

    function _signals(
        Terms memory terms,
        uint256 next,
        uint256[] memory words
    ) private view returns (uint256[] memory signals) {
        uint256 side = terms.side < 0 ? R - 1 : uint256(terms.side);
        uint256[5] memory own = [newestRoot(), terms.level, terms.fill, side, terms.flow];
        (uint256 first, uint256 count) = terms.kind == Statement.Deposit
            ? (uint256(4), uint256(1))
            : (uint256(0), uint256(5));
        if (terms.kind == Statement.Reduce) (own, count) = ([own[0], own[2], own[3], 0, 0], 3);
        signals = new uint256[](6 + count);
        signals[0] = commitmentOf(terms.account);
        signals[1] = next;
        for (uint256 i = 0; i < count; ++i) signals[2 + i] = own[first + i];
        signals[2 + count] = KEY_Y;
        signals[3 + count] = KEY_Y;
        uint256 point = _point(terms.account, next, words);
        signals[4 + count] = point;
        uint256 power = 1;
        for (uint256 i = 0; i < words.length; ++i) {
            signals[5 + count] = addmod(signals[5 + count], mulmod(words[i], power, R), R);
            power = mulmod(power, point, R);
        }
    }

    function _point(bytes32 account, uint256 next, uint256[] memory words) private view returns (uint256) {
        bytes32 tag = keccak256("plimsoll.seal.v1");
        uint256 sequence = house.accountOf(account).sequence + 1;
        return
            uint256(
                keccak256(abi.encode(tag, block.chainid, address(house), account, sequence, next, KEY_Y, KEY_Y, words))
            ) % R;
    }

    function _proof(uint256[] memory signals) private pure returns (uint256[8] memory proof) {
        proof[0] = uint256(keccak256(abi.encode(signals)));
    }

    /// @dev A side with its owner's approval.
    function _side(Terms memory terms, bytes32 counterparty) internal returns (Side memory side) {
        side = Side({change: _change(terms), deadline: type(uint64).max, signature: ""});
        bytes32 typeHash = keccak256(
            "TradeSide(bytes32 account,bytes32 counterparty,uint256 oldCommitment,uint256 newCommitment,uint64 sequence,uint256 fill,int8 side,uint256 marketRoot,uint64 deadline)"
        );
        bytes memory message = abi.encode(
            typeHash,
            terms.account,
            counterparty,
            commitmentOf(terms.account),
            side.change.newCommitment,
            house.accountOf(terms.account).sequence + 1
        );
        message = bytes.concat(message, abi.encode(terms.fill, terms.side, newestRoot(), side.deadline));
        bytes32 domain = keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                keccak256("Plimsoll"),
                keccak256("1"),
                block.chainid,
                address(house)
            )
        );
        walletOf(terms.account).approve(keccak256(abi.encodePacked("\x19\x01", domain, keccak256(message))));
    }

    function _into(uint16 asset, uint64 amount) internal pure returns (uint256) {
        return asset + uint256(amount) * 2 ** 16;
    }

    function _outOf(uint16 asset, uint64 amount) internal pure returns (uint256) {
        return R + asset - uint256(amount) * 2 ** 16;
    }
}
