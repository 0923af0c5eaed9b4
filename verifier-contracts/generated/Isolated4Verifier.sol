// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.37;

// Written by scripts/generate-verifiers.ts from the verification key; not edited by hand.

import { IVerifier } from "../interfaces/IVerifier.sol";
import { LocalChain } from "../libraries/LocalChain.sol";

/// @title Isolated4Verifier
/// @notice INSECURE: verifies against a development key, under which anybody can forge proofs (circuit isolated-4).
/// @dev Public signals: commitment, marketRoot, thresholdBps, minExcess, solvent, context.
/// Assumptions.
/// Key: none; works on local chains only, at deployment and at every call.
/// Precompiles: 6, 7 and 8 check that points are on the curve, those of G2 in their subgroup, and coordinates below q.
contract Isolated4Verifier is IVerifier {
    /// @notice The circuit, and whether its key may be trusted.
    string public constant NAME = "isolated-4 (INSECURE development key)";
    /// @notice sha256 of the verification key file.
    bytes32 public constant KEY_HASH = 0xcd27057b365309ff74889e7662fbf47b2371367750594c0dda69d9115914d34a;

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

            let inRange := eq(signals.length, 6)
            inRange := and(inRange, lt(calldataload(add(signals.offset, 0)), r))
            inRange := and(inRange, lt(calldataload(add(signals.offset, 32)), r))
            inRange := and(inRange, lt(calldataload(add(signals.offset, 64)), r))
            inRange := and(inRange, lt(calldataload(add(signals.offset, 96)), r))
            inRange := and(inRange, lt(calldataload(add(signals.offset, 128)), r))
            inRange := and(inRange, lt(calldataload(add(signals.offset, 160)), r))
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
            mstore(add(m, 384), 17842731236842722157368102381236906864126923010064756560435669876284987794009)
            mstore(add(m, 416), 19775736824537353173560938725044741128678002300034133741871588068719694210191)
            addTerm(add(m, 384), calldataload(add(signals.offset, 0)), 19622744396228683704644296521188144868202554487629420428756339868912210753293, 1430077093070401139827265105651793141339572636547744727079665607509513951266)
            addTerm(add(m, 384), calldataload(add(signals.offset, 32)), 18430115487896082717396134441650295135858957230848046933442860715515397560337, 7608016813875280723803649608987695969134457912395474333157737031701202822495)
            addTerm(add(m, 384), calldataload(add(signals.offset, 64)), 21841422471509501932970207598736811982834612064066375225121900837891956566403, 4430250227842813841903883812045404935611304795537576388199207173800260031507)
            addTerm(add(m, 384), calldataload(add(signals.offset, 96)), 18434201267806380017833467221300273821281538098306626006474157785550156719156, 243881393376677641907181823285080747236738375118942977110459868280555174922)
            addTerm(add(m, 384), calldataload(add(signals.offset, 128)), 19742913485698849270895690371063410699185441341365900836572194703999408653728, 14608986459108946846707931716414236846733766466175141174781433071870086772970)
            addTerm(add(m, 384), calldataload(add(signals.offset, 160)), 4714001589688711096078789251169163971789786462981091206974340879172624607162, 2878347339848410911477254408265978039925215174699684214471033728455855636135)

            calldatacopy(m, proof, 192)
            mstore(add(m, 32), mod(sub(q, calldataload(add(proof, 32))), q))
            mstore(add(m, 192), 4476152215963350982062293640872453699752615875185944623014271532044538564396)
            mstore(add(m, 224), 13266429586374104976684655301904679494997902111177015956041217616101364441883)
            mstore(add(m, 256), 16962250601329392364477191816249807844758274456630881867466539798354717992465)
            mstore(add(m, 288), 2220339863747915224291888119510024182580781359652736610729130325857095195956)
            mstore(add(m, 320), 15412042653863098978558184067277350014668919688633872077260488198183666510759)
            mstore(add(m, 352), 4172268434180290227330164385252457936660322705035247740290354937763448054413)
            mstore(add(m, 448), 11559732032986387107991004021392285783925812861821192530917403151452391805634)
            mstore(add(m, 480), 10857046999023057135944570762232829481370756359578518086990519993285655852781)
            mstore(add(m, 512), 4082367875863433681332203403145435568316851327593401208105741076214120093531)
            mstore(add(m, 544), 8495653923123431417604973247489272438418190587263600148770280649306958101930)
            calldatacopy(add(m, 576), add(proof, 192), 64)
            mstore(add(m, 640), 6037011956737340630565742558164039636417812756844898942410000540224126589890)
            mstore(add(m, 672), 7523508889133114238493296819133895174240014568171744617753882612060439926875)
            mstore(add(m, 704), 6741615587347866753590116973141784340416781084110732725294811005486538896950)
            mstore(add(m, 736), 20579005888310074848382943742649329007507650311728245362619391817293380959704)
            callOrReject(8, m, 768, 0, 32)
            mstore(0, eq(mload(0), 1))
            return(0, 32)
        }
    }
}
