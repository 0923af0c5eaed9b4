// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.37;

import {ScalarField} from "./ScalarField.sol";

/// @title SealedState
/// @notice Binds a long ciphertext to a proof by two public signals: its words are the coefficients of a polynomial,
/// evaluated at a point that hashes all of them.
/// @dev Sound because the commitment and the two keys fix the words that the circuit evaluates, and the point depends
/// on all of these: other words agree with them at a point that is drawn after both with probability length / r. The
/// last word is not 0: else zeros at the end would give one polynomial many lengths, and the readers a state that they
/// cannot read. (The last word of an honest state is 0 with probability 1 / r.)
library SealedState {
    bytes32 private constant TAG = keccak256("plimsoll.seal.v1");

    /// @notice A word is not below the order of the scalar field.
    error SealedWordNotInField(uint256 index, uint256 value);
    /// @notice There is no word, or the last one is 0.
    error SealedStateEndsInZero(uint256 length);

    /// @notice What a sealed state belongs to.
    struct Subject {
        bytes32 account;
        /// @dev of the new commitment
        uint64 sequence;
        uint256 commitment;
        uint256 viewingKey;
        uint256 liquidationKey;
    }

    /// @notice The point of the calling contract's account, and the value there.
    function evaluate(
        Subject memory subject,
        uint256[] calldata words
    ) internal view returns (uint256 point, uint256 evaluation) {
        uint256 length = words.length;
        if (length == 0 || words[length - 1] == 0) revert SealedStateEndsInZero(length);

        point =
            uint256(
                keccak256(
                    abi.encode(
                        TAG,
                        block.chainid,
                        address(this),
                        subject.account,
                        subject.sequence,
                        subject.commitment,
                        subject.viewingKey,
                        subject.liquidationKey,
                        words
                    )
                )
            ) % ScalarField.MODULUS;
        for (uint256 i = length; i != 0; --i) {
            uint256 word = words[i - 1];
            if (word >= ScalarField.MODULUS) revert SealedWordNotInField(i - 1, word);
            evaluation = addmod(mulmod(evaluation, point, ScalarField.MODULUS), word, ScalarField.MODULUS);
        }
    }
}
