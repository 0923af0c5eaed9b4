// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.37;

import {IVerifier} from "../../verifier-contracts/interfaces/IVerifier.sol";

/// @title HouseModel
/// @notice Stands in for sound circuits of the clearing house: it knows the state behind every commitment, proves exactly
/// the statements that are true of it, and accepts a proof for the very signals it was made for. An account has cash,
/// one derivative and one kind of collateral at a time.
contract HouseModel is IVerifier {
    struct State {
        uint256 account;
        uint256 owner;
        uint256 method;
        uint256 sequence;
        int256 cash;
        int256 size;
        int256 cost;
        /// @dev slot of the collateral, 0 without any
        uint256 slot;
        int256 collateral;
        uint256 blinding;
    }

    /// @dev Prices and band in 1e-8 of quote, rates in basis points of the notional.
    struct Market {
        int256 price;
        int256 collateralPrice;
        int256 fillBand;
        int256 maintenanceBps;
        int256 initialBps;
        bool frozen;
    }

    struct Fill {
        int256 size;
        int256 cost;
        uint256 salt;
    }

    uint256 private constant R = 21888242871839275222246405745257275088548364400416034343698204186575808495617;
    int256 private constant UNIT = 1e8;
    /// @dev words of a sealed state of eight legs
    uint256 private constant SEALED_WORDS = 13;

    mapping(uint256 commitment => State) private _states;
    mapping(uint256 root => Market) private _markets;
    mapping(uint256 fill => Fill) private _fills;

    error FalseStatement(uint256[] signals);

    function setMarket(uint256 root, Market calldata market) external {
        _markets[root] = market;
    }

    /// @notice Names the state of a new account.
    function openAs(uint256 account, address owner, uint256 method) external returns (uint256) {
        return _name(_empty(account, uint160(owner), method));
    }

    /// @notice Names a fill.
    function fillOf(int256 size, int256 cost, uint256 salt) external returns (uint256 fill) {
        fill = uint256(keccak256(abi.encode("fill", size, cost, salt))) % R;
        _fills[fill] = Fill(size, cost, salt);
    }

    /// @notice Names the state after a fill (or 0) and a flow (or 0), whether or not it may be reached.
    function next(
        uint256 commitment,
        uint256 fill,
        int256 side,
        uint256 flow,
        uint256 blinding
    ) external returns (uint256) {
        State memory state = _applied(_states[commitment], _fills[fill], side, flow);
        state.blinding = blinding;
        return _name(state);
    }

    /// @notice Names the state after the derivative is settled at the price of a root.
    function settled(uint256 commitment, uint256 root, uint256 blinding) external returns (uint256) {
        State memory state = _settled(_states[commitment], _markets[root]);
        state.blinding = blinding;
        return _name(state);
    }

    function prove(uint256[] calldata signals) external view returns (uint256[8] memory proof) {
        if (!isTrue(signals)) revert FalseStatement(signals);
        proof[0] = uint256(keccak256(abi.encode(signals)));
    }

    function verifyProof(uint256[8] calldata proof, uint256[] calldata signals) external view returns (bool) {
        return proof[0] == uint256(keccak256(abi.encode(signals))) && isTrue(signals);
    }

    function stateOf(uint256 commitment) external view returns (State memory) {
        return _states[commitment];
    }

    /// @notice Equity over the requirement at a level, in 1e-16 of quote times 1e4.
    function spareOf(uint256 commitment, uint256 root, uint256 level) external view returns (int256) {
        return _spare(_states[commitment], _markets[root], level);
    }

    /// @notice Equity at the prices of a root, in 1e-16 of quote.
    function equityOf(uint256 commitment, uint256 root) external view returns (int256) {
        return _equity(_states[commitment], _markets[root]);
    }

    /// @notice What the circuit encrypts: fixed by the commitment and the two keys.
    function sealedState(
        uint256 commitment,
        uint256 viewingKey,
        uint256 liquidationKey
    ) public pure returns (uint256[] memory words) {
        words = new uint256[](SEALED_WORDS);
        for (uint256 i = 0; i < SEALED_WORDS; ++i) {
            words[i] = uint256(keccak256(abi.encode("word", commitment, viewingKey, liquidationKey, i))) % R;
        }
    }

    /// @dev Statements are told apart by the number of their signals.
    function isTrue(uint256[] calldata s) public view returns (bool) {
        if (s.length == 5) return _isOpening(s);
        if (s.length != 7 && s.length != 9 && s.length != 11) return false;
        State memory from = _states[s[0]];
        State memory to = _states[s[1]];
        if (from.sequence == 0 || to.sequence == 0 || !_isSealed(s)) return false;
        if (s.length == 7) return _isDeposit(from, to, s[2]);
        if (_markets[s[2]].price == 0) return false;
        if (s.length == 9) return _isReduction(from, to, s);
        return _isTransition(from, to, s);
    }

    function _isOpening(uint256[] calldata s) private view returns (bool) {
        State memory state = _states[s[0]];
        bool isNamed = state.account == s[1] && state.owner == s[2] && state.method == s[3] && s[4] == 0;
        return isNamed && _hash(state) == _hash(_empty(s[1], s[2], s[3]));
    }

    function _isDeposit(State memory from, State memory to, uint256 flow) private view returns (bool) {
        (uint256 asset, int256 amount) = _flow(flow);
        return asset == 0 && amount >= 0 && _isSame(_applied(from, _fills[0], 0, flow), to);
    }

    function _isTransition(State memory from, State memory to, uint256[] calldata s) private view returns (bool) {
        Market memory market = _markets[s[2]];
        (uint256 level, uint256 fill, int256 side, uint256 flow) = (s[3], s[4], _signed(s[5]), s[6]);
        if (level > 1 || _spare(to, market, level) < 0) return false;
        if (side == 0 && flow == 0 && market.frozen && _isSame(_settled(from, market), to)) return true;
        if (!_isFill(_fills[fill], side, fill, market)) return false;
        (, int256 amount) = _flow(flow);
        return (amount >= 0 || to.cash >= 0) && _isSame(_applied(from, _fills[fill], side, flow), to);
    }

    function _isReduction(State memory from, State memory to, uint256[] calldata s) private view returns (bool) {
        Market memory market = _markets[s[2]];
        (uint256 fill, int256 side) = (s[3], _signed(s[4]));
        if (_spare(to, market, 0) < 0 || !_isFill(_fills[fill], side, fill, market)) return false;
        if (side == 0 && market.frozen && _isSame(_settled(from, market), to)) return true;
        if (side == 0) return _isSame(_successor(from), to);
        bool isFlipped = from.size * to.size < 0;
        bool isSmaller = to.size * to.size < from.size * from.size;
        return isSmaller && !isFlipped && _isSame(_applied(from, _fills[fill], side, 0), to);
    }

    /// @dev Without a side there is no fill; a fill is priced within the band.
    function _isFill(Fill memory of_, int256 side, uint256 fill, Market memory market) private pure returns (bool) {
        if (side == 0) return fill == 0;
        if ((side != 1 && side != -1) || of_.size < 1) return false;
        int256 off = of_.size * market.price - of_.cost * UNIT;
        return (off < 0 ? -off : off) <= of_.size * market.fillBand;
    }

    function _isSealed(uint256[] calldata s) private pure returns (bool) {
        uint256 seal = s.length - 4;
        uint256[] memory words = sealedState(s[1], s[seal], s[seal + 1]);
        uint256 value = 0;
        for (uint256 i = SEALED_WORDS; i != 0; --i) value = addmod(mulmod(value, s[seal + 2], R), words[i - 1], R);
        return value == s[seal + 3];
    }

    function _applied(
        State memory from,
        Fill memory fill,
        int256 side,
        uint256 flow
    ) private pure returns (State memory to) {
        to = _successor(from);
        to.size += side * fill.size;
        to.cost += side * fill.cost;
        if (to.size == 0) (to.cash, to.cost) = (to.cash - to.cost, int256(0));
        (uint256 asset, int256 amount) = _flow(flow);
        if (asset == 0) {
            to.cash += amount;
            return to;
        }
        // No commitment of an account has sequence 0.
        if (to.slot != 0 && to.slot != asset) to.sequence = 0;
        to.collateral += amount;
        to.slot = to.collateral == 0 ? 0 : asset;
        if (to.collateral < 0) to.sequence = 0;
    }

    function _settled(State memory from, Market memory market) private pure returns (State memory to) {
        int256 value = from.size * market.price;
        int256 floor = value / UNIT - (value % UNIT < 0 ? int256(1) : int256(0));
        to = _successor(from);
        to.cash += floor - from.cost;
        to.size = 0;
        to.cost = 0;
    }

    function _empty(uint256 account, uint256 owner, uint256 method) private pure returns (State memory state) {
        state.account = account;
        state.owner = owner;
        state.method = method;
        state.sequence = 1;
    }

    function _successor(State memory from) private pure returns (State memory to) {
        to = abi.decode(abi.encode(from), (State));
        ++to.sequence;
    }

    function _spare(State memory state, Market memory market, uint256 level) private pure returns (int256) {
        int256 notional = (state.size < 0 ? -state.size : state.size) * market.price;
        int256 requirement = notional * (level == 0 ? market.maintenanceBps : market.initialBps);
        return _equity(state, market) * 10_000 - requirement;
    }

    function _equity(State memory state, Market memory market) private pure returns (int256) {
        int256 positions = state.size * market.price + state.collateral * market.collateralPrice;
        return (state.cash - state.cost) * UNIT + positions;
    }

    function _flow(uint256 flow) private pure returns (uint256 asset, int256 amount) {
        int256 signed = _signed(flow);
        asset = uint16(uint256(signed));
        amount = (signed - int256(asset)) / 2 ** 16;
    }

    function _signed(uint256 element) private pure returns (int256) {
        return element > R / 2 ? int256(element) - int256(R) : int256(element);
    }

    /// @dev All but the blinding, which is fresh.
    function _isSame(State memory expected, State memory state) private pure returns (bool) {
        expected.blinding = state.blinding;
        return _hash(expected) == _hash(state);
    }

    function _hash(State memory state) private pure returns (bytes32) {
        return keccak256(abi.encode(state));
    }

    function _name(State memory state) private returns (uint256 commitment) {
        commitment = uint256(_hash(state)) % R;
        _states[commitment] = state;
    }
}
