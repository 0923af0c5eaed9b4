// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.37;

// Written by scripts/generate-verifiers.ts from the verification key; not edited by hand.

import { IVerifier } from "../interfaces/IVerifier.sol";
import { LocalChain } from "../libraries/LocalChain.sol";

/// @title TransitionCross8Verifier
/// @notice INSECURE: verifies against a development key, under which anybody can forge proofs (circuit transition-cross-8).
/// @dev Public signals: oldCommitment, newCommitment, marketRoot, level, fill, side, flow, viewingKey, liquidationKey, point, evaluation.
/// Assumptions.
/// Key: none; works on local chains only, at deployment and at every call.
/// Precompiles: 6, 7 and 8 check that points are on the curve, those of G2 in their subgroup, and coordinates below q.
contract TransitionCross8Verifier is IVerifier {
    /// @notice The circuit, and whether its key may be trusted.
    string public constant NAME = "transition-cross-8 (INSECURE development key)";
    /// @notice sha256 of the verification key file.
    bytes32 public constant KEY_HASH = 0xbb8ded85c86bb36cc316b0b854c4431f7dd8bc108145e2eef935b4709b001e8e;

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

            let inRange := eq(signals.length, 11)
            inRange := and(inRange, lt(calldataload(add(signals.offset, 0)), r))
            inRange := and(inRange, lt(calldataload(add(signals.offset, 32)), r))
            inRange := and(inRange, lt(calldataload(add(signals.offset, 64)), r))
            inRange := and(inRange, lt(calldataload(add(signals.offset, 96)), r))
            inRange := and(inRange, lt(calldataload(add(signals.offset, 128)), r))
            inRange := and(inRange, lt(calldataload(add(signals.offset, 160)), r))
            inRange := and(inRange, lt(calldataload(add(signals.offset, 192)), r))
            inRange := and(inRange, lt(calldataload(add(signals.offset, 224)), r))
            inRange := and(inRange, lt(calldataload(add(signals.offset, 256)), r))
            inRange := and(inRange, lt(calldataload(add(signals.offset, 288)), r))
            inRange := and(inRange, lt(calldataload(add(signals.offset, 320)), r))
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
            mstore(add(m, 384), 17670014930901938241842316993000075222845773451595524205430907813003076565731)
            mstore(add(m, 416), 7719540440432683196133175593923435761468987527526678468941838119481354702613)
            addTerm(add(m, 384), calldataload(add(signals.offset, 0)), 5770558615655425026367497230534093643167465492479498947000069591738604910986, 15639541224028170812533751241932451901084734555769692056219419751137661561819)
            addTerm(add(m, 384), calldataload(add(signals.offset, 32)), 15304930040115258233568092494865216443901380235320940637480526360035015603174, 20474119400650840955327915824405251211312508348101783815693328544034211763687)
            addTerm(add(m, 384), calldataload(add(signals.offset, 64)), 3303495323601969986197610733167831380442954468506115142924551130298419553821, 15952818480142698999604961812283607280942316077163202026893845872395343375461)
            addTerm(add(m, 384), calldataload(add(signals.offset, 96)), 4346788066808939898186846489123765219143274206922606357591244768378301251955, 9435346460098748594276770184070574582455027085321662961439430540715075536733)
            addTerm(add(m, 384), calldataload(add(signals.offset, 128)), 4168073400809352453685380644003370221969595680470683082521226129216038534307, 1040191673286619075238631414535767516523671925080207440214200253952205338660)
            addTerm(add(m, 384), calldataload(add(signals.offset, 160)), 15934207771581959684115443715183076674337423876356416964724465584385600651375, 21098608175740016271560766100283861239568974876676881330137349449896410477581)
            addTerm(add(m, 384), calldataload(add(signals.offset, 192)), 557381974650609945164650226266670510573380141409449142824905932073049099929, 20634367879759236165095255554042349562208615366963603803781742972304552446407)
            addTerm(add(m, 384), calldataload(add(signals.offset, 224)), 5845478564521048803366446523214101745091456954237368559726042100369495784998, 2340590942068091841369142899848763855075657468932798635631108262407328616786)
            addTerm(add(m, 384), calldataload(add(signals.offset, 256)), 16998501985669489420696796149406389618133015413519534068405343792943457996469, 15427604533469048267632273508072101248760951795372950422229708814474868008108)
            addTerm(add(m, 384), calldataload(add(signals.offset, 288)), 6369497259251619706511508577171499977011086428217969611898526501887240058137, 10665623995460917659883344192789922160774557240703245905082499108105144567604)
            addTerm(add(m, 384), calldataload(add(signals.offset, 320)), 5172183671330315970459375548160525538093891779274931074292319258459011929266, 5076076934693875481388855643384139890950319935746250861803378040491463308308)

            calldatacopy(m, proof, 192)
            mstore(add(m, 32), mod(sub(q, calldataload(add(proof, 32))), q))
            mstore(add(m, 192), 7908543035287481208623486418372525775938427141797563093420680840974230587089)
            mstore(add(m, 224), 11105510313159878841670952562175466345933801485641816382564793487970061824108)
            mstore(add(m, 256), 3007945305365875044970012608050196665813967461497313973401893371020532297543)
            mstore(add(m, 288), 1214281881862085715828617436232025689564360362658050662168635435771249370940)
            mstore(add(m, 320), 18345704896958609480779784037284954721546153070345171661590233387227617758638)
            mstore(add(m, 352), 8994168251466290104930252527890491854627313124537998886319084982558452258603)
            mstore(add(m, 448), 11559732032986387107991004021392285783925812861821192530917403151452391805634)
            mstore(add(m, 480), 10857046999023057135944570762232829481370756359578518086990519993285655852781)
            mstore(add(m, 512), 4082367875863433681332203403145435568316851327593401208105741076214120093531)
            mstore(add(m, 544), 8495653923123431417604973247489272438418190587263600148770280649306958101930)
            calldatacopy(add(m, 576), add(proof, 192), 64)
            mstore(add(m, 640), 8910564763615758450974482845030411994339801968810382324878476895925576299783)
            mstore(add(m, 672), 8432671648229782465574085145420209284999576392581943831455682005354443254277)
            mstore(add(m, 704), 16004831087104110595713070413617326549895720609209855988384448254675715874335)
            mstore(add(m, 736), 5226143490996011919561705963748694533154357560377564462972726650771609981144)
            callOrReject(8, m, 768, 0, 32)
            mstore(0, eq(mload(0), 1))
            return(0, 32)
        }
    }
}
