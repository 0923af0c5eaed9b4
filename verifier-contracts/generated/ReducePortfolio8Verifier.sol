// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.37;

// Written by scripts/generate-verifiers.ts from the verification key; not edited by hand.

import { IVerifier } from "../interfaces/IVerifier.sol";
import { LocalChain } from "../libraries/LocalChain.sol";

/// @title ReducePortfolio8Verifier
/// @notice INSECURE: verifies against a development key, under which anybody can forge proofs (circuit reduce-portfolio-8).
/// @dev Public signals: oldCommitment, newCommitment, marketRoot, fill, side, viewingKey, liquidationKey, point, evaluation.
/// Assumptions.
/// Key: none; works on local chains only, at deployment and at every call.
/// Precompiles: 6, 7 and 8 check that points are on the curve, those of G2 in their subgroup, and coordinates below q.
contract ReducePortfolio8Verifier is IVerifier {
    /// @notice The circuit, and whether its key may be trusted.
    string public constant NAME = "reduce-portfolio-8 (INSECURE development key)";
    /// @notice sha256 of the verification key file.
    bytes32 public constant KEY_HASH = 0x2ceebe665febe859a45ee98ad873141e7bccd423ea6904cf0c23c3b58b93dde7;

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
            mstore(add(m, 384), 5085911969166066778321459175271043393148981213361888606244760411722499656892)
            mstore(add(m, 416), 14545570340003071708423126407263747471036302493472387508398703296077051033798)
            addTerm(add(m, 384), calldataload(add(signals.offset, 0)), 2554622512913776343900447004694984403964157536423975112352708707021497805216, 10751706302411479605163160719612772464270131713993809194446759588284433466691)
            addTerm(add(m, 384), calldataload(add(signals.offset, 32)), 13639629047590857222240424157694303854248007981878979329693810885472681105879, 18265641951717737575140173008627764493087086990280487764934865142084486035774)
            addTerm(add(m, 384), calldataload(add(signals.offset, 64)), 8969325351803974662075401920063067980707449529827866540695371696352884975887, 14345286269768815300866841683845838679076844027550796120957272918532915474109)
            addTerm(add(m, 384), calldataload(add(signals.offset, 96)), 1202151119911418362473004698817602194507930411745629401888030162173166233611, 7110935422440191559203177654440175599109664725837148497999547106191485465115)
            addTerm(add(m, 384), calldataload(add(signals.offset, 128)), 16470800145303808337878902101693654746807341193263728978241504561892574243143, 11935207028363419525175711542166202992339852111370151682310370973370555959295)
            addTerm(add(m, 384), calldataload(add(signals.offset, 160)), 12257775409889802176020547679651675920732803121184106926158904872112671842480, 12508438298942123544819664461292962146628303048329979066461056698038993580838)
            addTerm(add(m, 384), calldataload(add(signals.offset, 192)), 12126072073102379662375732922944380783622966623181489581665758223310957642206, 6303344941691495271049020599612638207468857806706564800534751359441337994172)
            addTerm(add(m, 384), calldataload(add(signals.offset, 224)), 6450873137447836985904447370221870201455171285489620070673029791801403976234, 17041692600567164085796145407550690601882577266371737205616016446955044554594)
            addTerm(add(m, 384), calldataload(add(signals.offset, 256)), 5638411371042399050210332222028641844168261841971312039918995381667618084545, 15323746703236063616029860286039795983386969224151901125681453425526192263701)

            calldatacopy(m, proof, 192)
            mstore(add(m, 32), mod(sub(q, calldataload(add(proof, 32))), q))
            mstore(add(m, 192), 13257483922965108128165189750578560715383156837988147599116699800929350299209)
            mstore(add(m, 224), 20043988637965563478249827563751507846620149370769583950848206066381578665800)
            mstore(add(m, 256), 9703153110457542476024977689374959032588133446809324836917508311673412169196)
            mstore(add(m, 288), 8516459072964448333935633466145014316019786629380390331060093251831752889431)
            mstore(add(m, 320), 10911166353129346356408510150019955830877474412504000847678101082149186311846)
            mstore(add(m, 352), 12011939501376379183856413566057813597852272208708733259643752785576791528263)
            mstore(add(m, 448), 11559732032986387107991004021392285783925812861821192530917403151452391805634)
            mstore(add(m, 480), 10857046999023057135944570762232829481370756359578518086990519993285655852781)
            mstore(add(m, 512), 4082367875863433681332203403145435568316851327593401208105741076214120093531)
            mstore(add(m, 544), 8495653923123431417604973247489272438418190587263600148770280649306958101930)
            calldatacopy(add(m, 576), add(proof, 192), 64)
            mstore(add(m, 640), 10641002305908268012338611116495203636300147782375825765654356808428010157135)
            mstore(add(m, 672), 13799871531286558622908151876747787761773150199089773911123824060330097189526)
            mstore(add(m, 704), 963635528498235715045955806427041391698846154029740207301601660716646823349)
            mstore(add(m, 736), 7477730654457245577158195598276333565326327363960495675314783756133919473798)
            callOrReject(8, m, 768, 0, 32)
            mstore(0, eq(mload(0), 1))
            return(0, 32)
        }
    }
}
