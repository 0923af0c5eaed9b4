// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.37;

/// @title HostileVerifier
/// @notice Answers every call in one of the ways that must not be taken for an accepted proof.
contract HostileVerifier {
    enum Answer {
        Reverts,
        Empty,
        Short,
        Two,
        AllOnes,
        BurnsGas
    }

    Answer private immutable _answer;

    constructor(Answer answer) {
        _answer = answer;
    }

    fallback() external {
        Answer answer = _answer;
        if (answer == Answer.Reverts) revert("hostile");
        if (answer == Answer.BurnsGas) {
            assembly ("memory-safe") {
                invalid()
            }
        }
        uint256 size =
            answer == Answer.Empty
                ? 0
                : answer == Answer.Short
                    ? 31
                    : 32;
        uint256 word =
            answer == Answer.AllOnes
                ? type(uint256).max
                : answer == Answer.Two
                    ? 2
                    : 1;
        if (answer == Answer.Short) word = word << 8;
        assembly ("memory-safe") {
            mstore(0, word)
            return(0, size)
        }
    }
}
