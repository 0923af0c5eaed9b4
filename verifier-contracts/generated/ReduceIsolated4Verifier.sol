// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.37;

// Written by scripts/generate-verifiers.ts from the verification key; not edited by hand.

import { IVerifier } from "../interfaces/IVerifier.sol";
import { LocalChain } from "../libraries/LocalChain.sol";

/// @title ReduceIsolated4Verifier
/// @notice INSECURE: verifies against a development key, under which anybody can forge proofs (circuit reduce-isolated-4).
/// @dev Public signals: oldCommitment, newCommitment, marketRoot, fill, side, viewingKey, liquidationKey, point, evaluation.
/// Assumptions.
/// Key: none; works on local chains only, at deployment and at every call.
/// Precompiles: 6, 7 and 8 check that points are on the curve, those of G2 in their subgroup, and coordinates below q.
contract ReduceIsolated4Verifier is IVerifier {
    /// @notice The circuit, and whether its key may be trusted.
    string public constant NAME = "reduce-isolated-4 (INSECURE development key)";
    /// @notice sha256 of the verification key file.
    bytes32 public constant KEY_HASH = 0xf7f04c82ebb01a111752923db0f1323946ba7a1adf88ab57b69fce62a0242eba;

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
            mstore(add(m, 384), 20646936882876975440943459810065151549967373553674271577522339319635611518205)
            mstore(add(m, 416), 20889943886436333505218330009762958305706439363033919646305207234296872409719)
            addTerm(add(m, 384), calldataload(add(signals.offset, 0)), 12046784729959123002883812833435386183256965312440719485393011695419769281261, 4100997448912648020766866809652762486009800826440328306348349795950505767443)
            addTerm(add(m, 384), calldataload(add(signals.offset, 32)), 21822315062512236577944044659407708284224997273487479929080939474647065886990, 4734190768525933599780143413690569740020906624814670180119903295109765910016)
            addTerm(add(m, 384), calldataload(add(signals.offset, 64)), 17145059534506983097299790012207010860987035247949191305241755330101193432116, 4821281227061929933846819218611228133985774211298509625551775249928911705424)
            addTerm(add(m, 384), calldataload(add(signals.offset, 96)), 13287615436924559227006591235173366037590793694385267019013127062085177432886, 16875390178481786609272848775371207590664131868756207730745432473415638812238)
            addTerm(add(m, 384), calldataload(add(signals.offset, 128)), 5121739042402356002173563019889383361693824545017270660379403179798704120835, 13726467418690070311427312906645226850905845213074318640821748943480104071540)
            addTerm(add(m, 384), calldataload(add(signals.offset, 160)), 5418120304047231245912335250438376128141301565618596868583894665409937167826, 14335489443308145398464144134201642559979992584186942617110648020576791316083)
            addTerm(add(m, 384), calldataload(add(signals.offset, 192)), 5117425269224599784533069685453542353799769515426099681163385893999251421793, 15098323919661310425483826161627892955763921310351065233775328312973821620761)
            addTerm(add(m, 384), calldataload(add(signals.offset, 224)), 1686588582031473961968137389387301514560449201797523968006332188075677291445, 1325379314055841834007513800942382302965525951524462860387917727789331177644)
            addTerm(add(m, 384), calldataload(add(signals.offset, 256)), 8383360022580732085088939921581208275568225151904695351713708879136114145999, 6925328290902266846958941838250628881101781139916168646857823461211240895079)

            calldatacopy(m, proof, 192)
            mstore(add(m, 32), mod(sub(q, calldataload(add(proof, 32))), q))
            mstore(add(m, 192), 4365137778677545020261399679469559592802363164483236891947147781673013973547)
            mstore(add(m, 224), 838718080314361841837713615365594822939312346079106033299557118429032632154)
            mstore(add(m, 256), 8196722923434814890445361786881873453421877655171994310948454293242438909759)
            mstore(add(m, 288), 6967651632777107741788136013559449356435906078176912970974794161532688640870)
            mstore(add(m, 320), 18977615722333054594412531257925429134673723933981786961696149155760241490632)
            mstore(add(m, 352), 6201469661943628542784086258527818272124955682434003701843278177004114411566)
            mstore(add(m, 448), 11559732032986387107991004021392285783925812861821192530917403151452391805634)
            mstore(add(m, 480), 10857046999023057135944570762232829481370756359578518086990519993285655852781)
            mstore(add(m, 512), 4082367875863433681332203403145435568316851327593401208105741076214120093531)
            mstore(add(m, 544), 8495653923123431417604973247489272438418190587263600148770280649306958101930)
            calldatacopy(add(m, 576), add(proof, 192), 64)
            mstore(add(m, 640), 867746378648232941272348595196159375465141744999741684045197415554167917120)
            mstore(add(m, 672), 9364849309013580098088532671866037570063727402936827820897022974596734234468)
            mstore(add(m, 704), 2289211430523470513586783707244325956724019781190232408717918519574779926600)
            mstore(add(m, 736), 16580113399148655994817645379636586833711558312971303950034941299820160149224)
            callOrReject(8, m, 768, 0, 32)
            mstore(0, eq(mload(0), 1))
            return(0, 32)
        }
    }
}
