// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.37;

import {Change, Side} from "../../verifier-contracts/interfaces/IClearingHouse.sol";
import {Statement} from "../../verifier-contracts/interfaces/ICircuitRouter.sol";
import {ICustody} from "../../verifier-contracts/interfaces/ICustody.sol";
import {CHEATCODES} from "./Cheatcodes.sol";
import {HouseModel} from "./HouseModel.sol";
import {HouseProver} from "./HouseProver.sol";

/// @title HouseWorld
/// @notice A clearing house driven by random calls of its owners, its market, its governance and of thieves. Every call
/// may fail or succeed; what must never happen is counted in `violations`.
contract HouseWorld is HouseProver {
    int256 private constant BAND = 2e8;
    int256 private constant UNIT = 1e8;
    int256 private constant COLLATERAL_PRICE = 20e8;

    int256 private _price = 100e8;
    bool private _frozen;
    /// @dev Sum of the public deltas that were accepted, by asset.
    int256[2] public net;
    /// @dev Size and value that settlements took out of the positions.
    int256 public settledSize;
    int256 public settledCash;
    mapping(uint256 commitment => bool) private _accepted;
    uint256[ACCOUNTS] private _commitments;
    uint64[ACCOUNTS] private _sequences;
    /// @dev What may leave now and when that was known, by asset.
    uint256[2] private _outflow = [uint256(HOURLY_CAP), HOURLY_CAP];
    uint256 private _observedAt;
    uint256[2] private _held;
    Change private _last;
    /// @dev The last trade.
    Side private _lastBuyer;
    Side private _lastSeller;
    uint256 private _lastFill;
    uint256 public violations;
    /// @notice Calls that went through, by their first letter.
    mapping(bytes1 call => uint256) public successes;

    constructor() {
        publish(0);
        for (uint256 i = 0; i < ACCOUNTS; ++i) {
            deposit(i, 0, 500e8, false);
            deposit(i, 1, 5e8, true);
        }
    }

    function deposit(uint256 who, uint16 asset, uint64 amount, bool withMargin) public {
        bytes32 account = accountAt(who);
        (asset, amount) = (asset % 2, _amount(amount, 900e8));
        Statement kind = withMargin ? Statement.Transition : Statement.Deposit;
        uint256 before = commitmentOf(account);
        Change memory change = _change(Terms(account, kind, 0, 0, 0, _into(asset, amount), false));
        _by(account, abi.encodeCall(house.deposit, (change, asset, amount)));
        _expectGain(before, account, _worth(asset, amount));
        net[asset] += int256(uint256(amount));
        _held[asset] += _units(asset, amount);
        _observe("d", account, account, change);
    }

    function withdraw(uint256 who, uint16 asset, uint64 amount, uint256 to) public {
        bytes32 account = accountAt(who);
        (asset, amount) = (asset % 2, _amount(amount, asset % 2 == 0 ? 700e8 : 8e8));
        uint256 before = commitmentOf(account);
        Change memory change = _change(Terms(account, Statement.Transition, 1, 0, 0, _outOf(asset, amount), false));
        _by(account, abi.encodeCall(house.withdraw, (change, asset, amount, recipientAt(to))));
        _expectGain(before, account, -_worth(asset, amount));
        net[asset] -= int256(uint256(amount));
        _observe("w", account, account, change);
    }

    function transfer(uint256 who, uint16 asset, uint64 amount, bool withMargin) public {
        (bytes32 from, bytes32 to) = (accountAt(who % 2), accountAt((who + 1) % 2));
        (asset, amount) = (asset % 2, _amount(amount, 300e8));
        Change memory paid = _change(Terms(from, Statement.Transition, 1, 0, 0, _outOf(asset, amount), false));
        Statement kind = withMargin ? Statement.Transition : Statement.Deposit;
        Change memory received = _change(Terms(to, kind, 0, 0, 0, _into(asset, amount), false));
        uint256[2] memory before = [commitmentOf(from), commitmentOf(to)];
        _by(from, abi.encodeCall(house.transfer, (paid, received, asset, amount)));
        _expectGain(before[0], from, -_worth(asset, amount));
        _expectGain(before[1], to, _worth(asset, amount));
        _acceptOnce(received);
        _observe("t", from, to, paid);
    }

    /// @notice Mostly within the band; each side by the circuit that a bit names.
    function trade(uint256 buying, uint256 selling, uint64 size, int64 off, uint8 reducing) public {
        (bytes32 buyer, bytes32 seller) = (accountAt(buying), accountAt(selling));
        int256 volume = int256(1 + uint256(_amount(size, 30e8)));
        uint256 fill = model.fillOf(volume, (volume * (_price + (off % ((5 * BAND) / 4)))) / 1e8, uint64(off));
        Side memory bought = _side(_terms(buyer, fill, 1, reducing % 2 == 1), seller);
        Side memory sold = _side(_terms(seller, fill, -1, (reducing / 2) % 2 == 1), buyer);
        uint256[2] memory before = [commitmentOf(buyer), commitmentOf(seller)];
        house.trade(bought, sold, fill);
        // What one gains the other loses, and nobody loses more than the band, whatever it signed.
        int256 gain = _gain(before[0], buyer);
        if (gain > volume * BAND || -gain > volume * BAND) ++violations;
        _expectGain(before[1], seller, -gain);
        (_lastBuyer, _lastSeller, _lastFill) = (bought, sold, fill);
        _acceptOnce(sold.change);
        _observe("x", buyer, seller, bought.change);
    }

    function refresh(uint256 who, bool settles) public {
        bytes32 account = accountAt(who);
        HouseModel.State memory state = model.stateOf(commitmentOf(account));
        uint256 before = commitmentOf(account);
        Change memory change = _change(Terms(account, Statement.Transition, 0, 0, 0, 0, settles));
        _by(account, abi.encodeCall(house.refresh, (change)));
        // A settlement costs the holder less than a tick.
        int256 gain = _gain(before, account);
        if (gain > 0 || gain <= (settles ? -UNIT : -1)) ++violations;
        if (settles) {
            settledSize += state.size;
            int256 value = state.size * _price;
            settledCash += value / 1e8 - (value % 1e8 < 0 ? int256(1) : int256(0));
        }
        _observe(settles ? bytes1("s") : bytes1("r"), account, account, change);
    }

    /// @notice The next epoch, up to 4% away; now and then the derivative expires and keeps its price.
    function publish(int64 move) public {
        CHEATCODES.warp(block.timestamp + 60);
        uint64 epoch = roots.lastPostedEpoch() + 1;
        if (!_frozen) _price = (_price * (100 + (move % 5))) / 100;
        _frozen = _frozen || uint64(move) % 23 == 22;
        roots.post(epoch, 1_000 + epoch, uint64(block.timestamp), 1);
        model.setMarket(1_000 + epoch, HouseModel.Market(_price, COLLATERAL_PRICE, BAND, 500, 1_000, _frozen));
    }

    function wait(uint16 time) external {
        CHEATCODES.warp(block.timestamp + (time % 1 hours));
    }

    /// @notice Takes the newest root back, pauses, or has a token refuse a recipient or take it again.
    function operate(uint8 what, uint256 to, uint16 asset) external {
        if (what % 8 == 0) {
            roots.revoke(roots.latestEpoch());
        } else if (what % 32 == 1) {
            house.pause();
            ++successes["p"];
        } else {
            tokens[asset % 2].setRefused(recipientAt(to), what % 2 == 0);
        }
    }

    /// @param refuses whether the token refuses the first in the queue meanwhile, so that it is set aside
    function payQueue(uint16 asset, uint256 count, bool refuses) external {
        asset %= 2;
        address first = house.queuedAt(asset, house.assetOf(asset).queueHead).recipient;
        bool isRefused = tokens[asset].refused(first);
        tokens[asset].setRefused(first, isRefused || refuses);
        if (house.payQueue(asset, 1 + (count % 4)) != 0) ++successes["q"];
        tokens[asset].setRefused(first, isRefused);
        _observePayments();
    }

    /// @notice By the recipient or by somebody else, to the recipient or to somebody else.
    function claim(uint16 asset, uint256 recipient, uint256 to, bool byRecipient) external {
        (asset, recipient) = _owed(asset % 2, recipient % 3);
        address to_ = to % 2 == 0 ? recipientAt(recipient) : recipientAt(to / 2);
        bytes memory call = abi.encodeCall(house.claim, (asset, recipientAt(recipient), to_));
        if (byRecipient) wallets[recipient].execute(address(house), call);
        else house.claim(asset, recipientAt(recipient), to_);
        if (!byRecipient && to_ != recipientAt(recipient)) ++violations;
        ++successes["c"];
        _observePayments();
    }

    /// @notice The last change again, by its owner, as whatever it may pass for; a withdrawal by who is not the owner;
    /// one of another amount than was proven; the last trade again, and its fill between these two once more.
    function attack(uint8 how, uint256 who, uint16 asset, uint64 amount) external {
        bytes32 account = accountAt(who);
        (asset, amount) = (asset % 2, _amount(amount, 100e8));
        how %= 7;
        Change memory change = _change(Terms(account, Statement.Transition, 1, 0, 0, _outOf(asset, amount), false));
        if (how == 0) _by(_last.account, abi.encodeCall(house.deposit, (_last, asset, amount)));
        else if (how == 1) _by(_last.account, abi.encodeCall(house.withdraw, (_last, asset, amount, address(1))));
        else if (how == 2) _by(_last.account, abi.encodeCall(house.refresh, (_last)));
        else if (how == 3) house.withdraw(change, asset, amount, address(1));
        else if (how == 4)
            _by(account, abi.encodeCall(house.withdraw, (change, asset, amount + 100 * (1 + how), address(1))));
        else if (how == 5) house.trade(_lastBuyer, _lastSeller, _lastFill);
        else _tradeAgain(account, accountAt(who + 2));
        ++violations;
    }

    /// @notice Assets are conserved, sizes sum to zero, and what is owed is there.
    function holds() external view returns (bool) {
        int256[2] memory sums;
        int256 size = settledSize;
        for (uint256 i = 0; i < ACCOUNTS; ++i) {
            HouseModel.State memory state = model.stateOf(commitmentOf(accountAt(i)));
            sums[0] += state.cash - state.cost;
            sums[1] += state.collateral;
            size += state.size;
        }
        sums[0] -= settledCash;
        if (size != 0 || sums[0] != net[0] || sums[1] != net[1]) return false;
        for (uint16 asset = 0; asset < 2; ++asset) {
            ICustody.Asset memory held = house.assetOf(asset);
            if (tokens[asset].balanceOf(address(house)) != _units(asset, held.ledger)) return false;
            if (int256(uint256(held.ledger - held.pending)) != net[asset]) return false;
            if (held.pending != _waiting(asset, held) || held.pending > held.ledger) return false;
        }
        return violations == 0;
    }

    function recipientAt(uint256 index) public view returns (address) {
        return address(wallets[index % 3]);
    }

    function _terms(bytes32 account, uint256 fill, int256 side, bool reduces) private pure returns (Terms memory) {
        return Terms(account, reduces ? Statement.Reduce : Statement.Transition, reduces ? 0 : 1, fill, side, 0, false);
    }

    /// @dev The first from here on for whom something was set aside, if there is one.
    function _owed(uint16 asset, uint256 recipient) private view returns (uint16, uint256) {
        for (uint256 i = 0; i < 6; ++i) {
            (uint16 asset_, uint256 recipient_) = (uint16((asset + i / 3) % 2), (recipient + i) % 3);
            if (house.claimableOf(asset_, recipientAt(recipient_)) != 0) return (asset_, recipient_);
        }
        return (asset, recipient);
    }

    function _tradeAgain(bytes32 buyer, bytes32 seller) private {
        Side memory bought = _side(_terms(buyer, _lastFill, 1, false), seller);
        house.trade(bought, _side(_terms(seller, _lastFill, -1, false), buyer), _lastFill);
    }

    /// @dev What the account gained at the newest prices since this commitment, in 1e-16 of quote.
    function _gain(uint256 before, bytes32 account) private view returns (int256) {
        return model.equityOf(commitmentOf(account), newestRoot()) - model.equityOf(before, newestRoot());
    }

    function _expectGain(uint256 before, bytes32 account, int256 gain) private {
        if (_gain(before, account) != gain) ++violations;
    }

    function _worth(uint16 asset, uint64 amount) private pure returns (int256) {
        return int256(uint256(amount)) * (asset == 0 ? UNIT : COLLATERAL_PRICE);
    }

    function _acceptOnce(Change memory change) private {
        if (_accepted[change.newCommitment]) ++violations;
        _accepted[change.newCommitment] = true;
    }

    /// @dev An amount up to the most, the same for the same draw, mostly in whole units of both tokens.
    function _amount(uint64 draw, uint64 most) private pure returns (uint64) {
        uint64 amount = uint64(uint256(keccak256(abi.encode(draw))) % most);
        return draw % 16 == 15 ? amount : amount - (amount % 1e6);
    }

    function _units(uint16 asset, uint256 ticks) private pure returns (uint256) {
        return asset == 0 ? ticks / 100 : ticks * 1e10;
    }

    /// @dev What the queue and the recipients set aside are owed.
    function _waiting(uint16 asset, ICustody.Asset memory held) private view returns (uint256 ticks) {
        for (uint40 i = held.queueHead; i < held.queueTail; ++i) ticks += house.queuedAt(asset, i).amount;
        for (uint256 i = 0; i < 3; ++i) ticks += house.claimableOf(asset, recipientAt(i));
    }

    /// @dev After an accepted change: nobody else moved, each statement counted once, who moved is not insolvent.
    function _observe(bytes1 call, bytes32 one, bytes32 other, Change memory change) private {
        ++successes[call];
        _acceptOnce(change);
        for (uint256 i = 0; i < ACCOUNTS; ++i) {
            bytes32 account = accountAt(i);
            uint256 commitment = commitmentOf(account);
            uint64 sequence = house.accountOf(account).sequence;
            bool isParty = account == one || account == other;
            if (sequence != _sequences[i] + (isParty && _sequences[i] != 0 ? 1 : 0) && _sequences[i] != 0) ++violations;
            if (isParty == (commitment == _commitments[i]) && _commitments[i] != 0) ++violations;
            if (isParty && newestRoot() != 0 && model.spareOf(commitment, newestRoot(), 0) < 0) ++violations;
            (_commitments[i], _sequences[i]) = (commitment, sequence);
        }
        _last = change;
        _observePayments();
    }

    /// @dev No more leaves than the cap and its refill, to the tick.
    function _observePayments() private {
        uint256 elapsed = block.timestamp - _observedAt;
        _observedAt = block.timestamp;
        for (uint16 asset = 0; asset < 2; ++asset) {
            uint256 refilled = _outflow[asset] + (elapsed * HOURLY_CAP) / 1 hours + 1;
            if (refilled > HOURLY_CAP) refilled = HOURLY_CAP;
            uint256 held = tokens[asset].balanceOf(address(house));
            uint256 paid = asset == 0 ? (_held[asset] - held) * 100 : (_held[asset] - held) / 1e10;
            if (paid > refilled) ++violations;
            _outflow[asset] = paid > refilled ? 0 : refilled - paid;
            _held[asset] = held;
        }
    }
}
