// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.37;

// Written by scripts/generate-verifiers.ts from the verification key; not edited by hand.

import { IVerifier } from "../interfaces/IVerifier.sol";
import { LocalChain } from "../libraries/LocalChain.sol";

/// @title ReduceCross8Verifier
/// @notice INSECURE: verifies against a development key, under which anybody can forge proofs (circuit reduce-cross-8).
/// @dev Public signals: oldCommitment, newCommitment, marketRoot, fill, side, viewingKey, liquidationKey, point, evaluation.
/// Assumptions.
/// Key: none; works on local chains only, at deployment and at every call.
/// Precompiles: 6, 7 and 8 check that points are on the curve, those of G2 in their subgroup, and coordinates below q.
contract ReduceCross8Verifier is IVerifier {
    /// @notice The circuit, and whether its key may be trusted.
    string public constant NAME = "reduce-cross-8 (INSECURE development key)";
    /// @notice sha256 of the verification key file.
    bytes32 public constant KEY_HASH = 0x1dca0062053cb24872d9c1ec3d83b7bb28b9ddd04ed154120b3dbbbbd3c22954;

    constructor() {
        LocalChain.requireLocal();
    }

    /// @inheritdoc IVerifier
    function verifyProof(uint256[8] calldata proof, uint256[] calldata signals) external view returns (bool) {
        LocalChain.requireLocal();
        // The pairs of the pairing check, 192 bytes each: (-A, B), (alpha, beta), (IC(signals), gamma), (C, delta).
        assembly ("memory-safe") {
            let q := 21888242871839275222246405745257275088696311157297823662689037894645226208583
            let r := 21888242871839275222246405745257275088548364400416034343698204186575808495617

            function reject() {
                mstore(0, 0)
                return(0, 32)
            }

            // A precompile that fails, runs out of gas or answers short is a rejection.
            function callOrReject(precompile, input, inputSize, output, outputSize) {
                if iszero(staticcall(gas(), precompile, input, inputSize, output, outputSize)) { reject() }
                if iszero(eq(returndatasize(), outputSize)) { reject() }
            }

            // sum += signal * (x, y), with the 96 bytes behind sum as scratch; a signal of 0 or 1 needs no product.
            function addTerm(sum, signal, x, y) {
                if iszero(signal) { leave }
                mstore(add(sum, 64), x)
                mstore(add(sum, 96), y)
                if gt(signal, 1) {
                    mstore(add(sum, 128), signal)
                    callOrReject(7, add(sum, 64), 96, add(sum, 64), 64)
                }
                callOrReject(6, sum, 128, sum, 64)
            }

            let inRange := eq(signals.length, 9)
            inRange := and(inRange, lt(calldataload(add(signals.offset, 0)), r))
            inRange := and(inRange, lt(calldataload(add(signals.offset, 32)), r))
            inRange := and(inRange, lt(calldataload(add(signals.offset, 64)), r))
            inRange := and(inRange, lt(calldataload(add(signals.offset, 96)), r))
            inRange := and(inRange, lt(calldataload(add(signals.offset, 128)), r))
            inRange := and(inRange, lt(calldataload(add(signals.offset, 160)), r))
            inRange := and(inRange, lt(calldataload(add(signals.offset, 192)), r))
            inRange := and(inRange, lt(calldataload(add(signals.offset, 224)), r))
            inRange := and(inRange, lt(calldataload(add(signals.offset, 256)), r))
            inRange := and(inRange, lt(calldataload(add(proof, 0)), q))
            inRange := and(inRange, lt(calldataload(add(proof, 32)), q))
            inRange := and(inRange, lt(calldataload(add(proof, 64)), q))
            inRange := and(inRange, lt(calldataload(add(proof, 96)), q))
            inRange := and(inRange, lt(calldataload(add(proof, 128)), q))
            inRange := and(inRange, lt(calldataload(add(proof, 160)), q))
            inRange := and(inRange, lt(calldataload(add(proof, 192)), q))
            inRange := and(inRange, lt(calldataload(add(proof, 224)), q))
            if iszero(inRange) { reject() }

            let m := mload(0x40)
            mstore(add(m, 384), 14623422948453224070968910656242244827907787134214583539472065635713386904635)
            mstore(add(m, 416), 14088611204146452890685876017276409364218610881040484210888286866755262789861)
            addTerm(add(m, 384), calldataload(add(signals.offset, 0)), 17345362051879905777590263590160501424797949892329633988791908780707167437362, 19529869412753917733894533747784420204871039942585324591617421390379321840671)
            addTerm(add(m, 384), calldataload(add(signals.offset, 32)), 13467871310781750682634483283650882109478333401690437536205345441300974412020, 7672932711613782735215094257819294740192975252960748921977765886945938114336)
            addTerm(add(m, 384), calldataload(add(signals.offset, 64)), 8303563927055614345359287867176246722988469758084568178200530393233435229314, 628576809852671682096879683730127934261595231041827505265936541246476101466)
            addTerm(add(m, 384), calldataload(add(signals.offset, 96)), 9268018616512060487137469655962804291783657148284134416318516559080447778711, 8629206140314977632295425220943820260427735240378170821448578706431707500733)
            addTerm(add(m, 384), calldataload(add(signals.offset, 128)), 21395947468874660599308562233897883016135651928057989874650611425416416329288, 16488893384938193442944480911848012757337394808369738755711083459110110583771)
            addTerm(add(m, 384), calldataload(add(signals.offset, 160)), 10952985378299650127307301309838894665613940957604532423103095193407245654577, 4708928266193205445072041136619662007631070677392871503932000081566353097009)
            addTerm(add(m, 384), calldataload(add(signals.offset, 192)), 15989783178106640369489630111630210099042615788256056896772180795800443358148, 19552331374506842095584278984283582017140305832554000733468389991956609485309)
            addTerm(add(m, 384), calldataload(add(signals.offset, 224)), 20776701707014310907611753804462304100691355823143860705315427568896003298757, 4414225526467039715594610360836652989258975697810918451638753232930605156914)
            addTerm(add(m, 384), calldataload(add(signals.offset, 256)), 6105103324586598668773415176390796019835594359337338524873400552936905239354, 14076700009268351012771386246408253664740548491458440439571376129238966683013)

            calldatacopy(m, proof, 192)
            mstore(add(m, 32), mod(sub(q, calldataload(add(proof, 32))), q))
            mstore(add(m, 192), 12608826601235070621502952649085981210522142535970371140817129873846043971983)
            mstore(add(m, 224), 12700695938816040330588647511295946184484377647755849497972417071127333323940)
            mstore(add(m, 256), 6909054501070090588962687737877674524109172100846399571595629994888274778222)
            mstore(add(m, 288), 21142807905161996865599943048606281400799426128202377199758366772430538473061)
            mstore(add(m, 320), 8465185162430985167801797777563919098117072784499330917726106882306446116106)
            mstore(add(m, 352), 17081240491070757365541390106517898695770333815688297914372967764017073905283)
            mstore(add(m, 448), 11559732032986387107991004021392285783925812861821192530917403151452391805634)
            mstore(add(m, 480), 10857046999023057135944570762232829481370756359578518086990519993285655852781)
            mstore(add(m, 512), 4082367875863433681332203403145435568316851327593401208105741076214120093531)
            mstore(add(m, 544), 8495653923123431417604973247489272438418190587263600148770280649306958101930)
            calldatacopy(add(m, 576), add(proof, 192), 64)
            mstore(add(m, 640), 10334926664801821793947172693383617123441557090631498611426927914904401549997)
            mstore(add(m, 672), 16600118004953625637948094668807901295919724906808650440246316137982078504)
            mstore(add(m, 704), 7347205978753766584453590033204337411518104632477157162225286700827256964241)
            mstore(add(m, 736), 4159441194417667490741976476747611107842069910491440281911246643577550465260)
            callOrReject(8, m, 768, 0, 32)
            mstore(0, eq(mload(0), 1))
            return(0, 32)
        }
    }
}
