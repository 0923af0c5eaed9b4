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
    bytes32 public constant KEY_HASH = 0x42a5e1957563277aa3a5077539b176c6d0992cafb6e070bc2eabf89e6c46d2c0;

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
            mstore(add(m, 384), 11076819617228039694755059988924559194074701842418106133922085105887663183119)
            mstore(add(m, 416), 9522176001281762401700202821670123134470912988661287635479702331541086115138)
            addTerm(add(m, 384), calldataload(add(signals.offset, 0)), 15074206390695419454856710337179798704565231117511290522417342581769055367893, 17739512063715408210278485029973708485145902744869007773748465122880399778655)
            addTerm(add(m, 384), calldataload(add(signals.offset, 32)), 12980613305708030350027886746813900626477889717349772260073059222590447639384, 20522584337643155100681396965116764216561605677355773929577995306679151823059)
            addTerm(add(m, 384), calldataload(add(signals.offset, 64)), 1767585682761287432243259938135190647521446638479764860785415188762211129099, 20862014334386867751690380259715060539987872955728493640766357972192259057272)
            addTerm(add(m, 384), calldataload(add(signals.offset, 96)), 14615578321470276205388129890699482413898664610316689859730228929149062052709, 4203085704902166104376513422902889612027151038619052367054889424308485097879)
            addTerm(add(m, 384), calldataload(add(signals.offset, 128)), 6543542439764730802380964185888442897533103813099800058618216544586968637208, 11588916393652221876524383160436199685623270273298612289857998498700094614557)
            addTerm(add(m, 384), calldataload(add(signals.offset, 160)), 7633055631698935811804534774031375671379636582033459527144906273577260593605, 7903321832933901192425585303343850655652570412886685649668516680001912024466)
            addTerm(add(m, 384), calldataload(add(signals.offset, 192)), 18314512868901276421391522633115230109942473780333967672304370729267870839385, 5753320833190520125163019487730996837531622796509786653052645738772877388821)
            addTerm(add(m, 384), calldataload(add(signals.offset, 224)), 13120851006028342699595495105779557182860961078761945883049768510369387458470, 6564980105905047315406863588709601233107623095021616277377455310118616947629)
            addTerm(add(m, 384), calldataload(add(signals.offset, 256)), 20589719933231682186660674908206432490126334253438280739392926909989080139999, 14022504834835298196287037852208378022402706455490329984904653412782868575465)
            addTerm(add(m, 384), calldataload(add(signals.offset, 288)), 16656244325256887935645712408551142725011818665198039935074765765879363977974, 8740915106061279910179640023085349937123340203490681622778968223106085700061)
            addTerm(add(m, 384), calldataload(add(signals.offset, 320)), 17894010968475004817335217264344009744301192100960688306773049960639554329609, 3707912156951483110506991412329354640398340466333412324245886607021800530053)

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
