// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.37;

// Written by scripts/generate-verifiers.ts from the verification key; not edited by hand.

import { IVerifier } from "../interfaces/IVerifier.sol";
import { LocalChain } from "../libraries/LocalChain.sol";

/// @title Deposit8Verifier
/// @notice INSECURE: verifies against a development key, under which anybody can forge proofs (circuit deposit-8).
/// @dev Public signals: oldCommitment, newCommitment, flow, viewingKey, liquidationKey, point, evaluation.
/// Assumptions.
/// Key: none; works on local chains only, at deployment and at every call.
/// Precompiles: 6, 7 and 8 check that points are on the curve, those of G2 in their subgroup, and coordinates below q.
contract Deposit8Verifier is IVerifier {
    /// @notice The circuit, and whether its key may be trusted.
    string public constant NAME = "deposit-8 (INSECURE development key)";
    /// @notice sha256 of the verification key file.
    bytes32 public constant KEY_HASH = 0xfffbdf4c725a9530183023e0dda13289b90abb3939b1f6258d0717524a67d002;

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

            let inRange := eq(signals.length, 7)
            inRange := and(inRange, lt(calldataload(add(signals.offset, 0)), r))
            inRange := and(inRange, lt(calldataload(add(signals.offset, 32)), r))
            inRange := and(inRange, lt(calldataload(add(signals.offset, 64)), r))
            inRange := and(inRange, lt(calldataload(add(signals.offset, 96)), r))
            inRange := and(inRange, lt(calldataload(add(signals.offset, 128)), r))
            inRange := and(inRange, lt(calldataload(add(signals.offset, 160)), r))
            inRange := and(inRange, lt(calldataload(add(signals.offset, 192)), r))
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
            mstore(add(m, 384), 12174124332221181070691447371403333678291283555605576842394518244046763132128)
            mstore(add(m, 416), 213466401833135353890686072786688398926820570403252344162139275760713974485)
            addTerm(add(m, 384), calldataload(add(signals.offset, 0)), 18250849314321148122085919385348694261416770337190742179698077490743182922556, 14448086010532695131625489971201228833828998624487770883863569798264232836918)
            addTerm(add(m, 384), calldataload(add(signals.offset, 32)), 15848219515628854087541500167511030233081572555572569997551471316708268162178, 13592350609333000285360066999107827608330562027490090396522345530558352863486)
            addTerm(add(m, 384), calldataload(add(signals.offset, 64)), 15819841805425359979752267477904309338648230143860551586998553960120541440640, 17772977028656738486038916062224124481108334899964170147750152895414869410663)
            addTerm(add(m, 384), calldataload(add(signals.offset, 96)), 2422525244709980169945980947058956544468089014558929960240600799274702161431, 18082961005876346731557757678333498811812131970035108981026348517195590291406)
            addTerm(add(m, 384), calldataload(add(signals.offset, 128)), 20133153157511254862875464801764187548531524549876948527327905148939739413215, 13062680498980310144787424234616846615840146356460439900162430295205282513186)
            addTerm(add(m, 384), calldataload(add(signals.offset, 160)), 20761389793496694306720214407773700829392793366932158388447092461322995906937, 18120288945847813026168771183425220857217378397197061467465099804699747106989)
            addTerm(add(m, 384), calldataload(add(signals.offset, 192)), 17221577155758801952316945603011243491091198175998589592336445773625288364675, 5634645162639500256507734564875259360162145284587007255206380630249893002449)

            calldatacopy(m, proof, 192)
            mstore(add(m, 32), mod(sub(q, calldataload(add(proof, 32))), q))
            mstore(add(m, 192), 3533466100573900904604289074522578822115823653691675801554327792262833186314)
            mstore(add(m, 224), 4979876099813561259431700595701802131852697502068726483435834644118812085470)
            mstore(add(m, 256), 21392388902550669746837049323352193604951652774753110596815496019881597310278)
            mstore(add(m, 288), 15992346155628568232588223548077544640559875956351798143619042615252057997841)
            mstore(add(m, 320), 9504856523028895061857431761859026569462270240793767749440658001990345152777)
            mstore(add(m, 352), 9642638743997201222338171895274302869733967219280614423832852858957815889946)
            mstore(add(m, 448), 11559732032986387107991004021392285783925812861821192530917403151452391805634)
            mstore(add(m, 480), 10857046999023057135944570762232829481370756359578518086990519993285655852781)
            mstore(add(m, 512), 4082367875863433681332203403145435568316851327593401208105741076214120093531)
            mstore(add(m, 544), 8495653923123431417604973247489272438418190587263600148770280649306958101930)
            calldatacopy(add(m, 576), add(proof, 192), 64)
            mstore(add(m, 640), 7671897615533776285115448181763480516949752716864124283849538208315861376730)
            mstore(add(m, 672), 3705375150403942710118522942307720395033360641236764160692978207323648551556)
            mstore(add(m, 704), 1553692839449158754300858361801668886115144721674010524168595758651802430551)
            mstore(add(m, 736), 19346480747090213864480638418820707132166242123816577645412775250193278081652)
            callOrReject(8, m, 768, 0, 32)
            mstore(0, eq(mload(0), 1))
            return(0, 32)
        }
    }
}
