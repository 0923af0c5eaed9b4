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
    bytes32 public constant KEY_HASH = 0xbf9d64d374f7da2ebb6f7372f6821550c034297c7ed6bd8319bba45a5dd75bf6;

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
            mstore(add(m, 384), 5167824242832930804108568375081907890804234490939284857040945485830790598823)
            mstore(add(m, 416), 13864431783496511362175836603501783067183927378691398935061133356325117729576)
            addTerm(add(m, 384), calldataload(add(signals.offset, 0)), 18660260849414688931813969099857036411031606291711998137466958939045344029337, 1784190717288928070143566151579312861248630932556455146127913599302117205506)
            addTerm(add(m, 384), calldataload(add(signals.offset, 32)), 7710788660584607128287744567785839264371084531768485420138640959323702133449, 15199347206454207462931340770378152396942015064175563617667323724764197573996)
            addTerm(add(m, 384), calldataload(add(signals.offset, 64)), 18004199413182277783438382880851962101555927632846997185950154126518227675911, 18394737836592609965876402015048348900889525062992593105596869882751951271521)
            addTerm(add(m, 384), calldataload(add(signals.offset, 96)), 18346125915451809895895350107458316677598428322660171624433524769618439819256, 14538163057554920648621709685533443140294790047216772139186107450122063608355)
            addTerm(add(m, 384), calldataload(add(signals.offset, 128)), 1606004385547891326944030010373772665496075865533129456165716306009128906163, 16607145678872669434544542252994698994741399805747817652470461292800297807149)
            addTerm(add(m, 384), calldataload(add(signals.offset, 160)), 18424870234502153181015762360331848569833401790959398332154148223519871750987, 2808461516074041728393547131608384471273604693046127977805328756215102824782)
            addTerm(add(m, 384), calldataload(add(signals.offset, 192)), 14816133142569721230280309285801035388342773797049389247512710480036128524243, 6513611210052784866905030025627040993281494953637932163810447927070784389737)

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
