// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.37;

import {ICommitmentSource} from "../../verifier-contracts/interfaces/ICommitmentSource.sol";
import {IMarketRoots} from "../../verifier-contracts/interfaces/IMarketRoots.sol";

/// @title SettableSource
/// @notice A source of commitments that says whatever it is told, for one account.
contract SettableSource is ICommitmentSource {
    IMarketRoots public immutable roots;
    AccountState private _state;

    constructor(IMarketRoots roots_) {
        roots = roots_;
    }

    function set(uint256 commitment, uint64 sequence, address owner) external {
        _state = AccountState({commitment: commitment, sequence: sequence, sinceEpoch: 0, owner: owner});
    }

    function accountOf(bytes32) external view returns (AccountState memory) {
        return _state;
    }
}
