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
    bytes32 public constant KEY_HASH = 0x6fb467b0cd27c66d33269cdac364f1f2f0dc91fc7e5fb939a38b3abd6a09311e;

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
            mstore(add(m, 384), 3432462352965324795882177076882649811191276330809101659646687521690540257115)
            mstore(add(m, 416), 20162375493764013697402633972059526275622872079806252156929264126799783446561)
            addTerm(add(m, 384), calldataload(add(signals.offset, 0)), 880202702228435546123100476119853642342342562699130510171756568196865370153, 13677549526096307366997565697437242262519604876222944681616834432862476832468)
            addTerm(add(m, 384), calldataload(add(signals.offset, 32)), 149566428294851558691882391979722733341718619992415980987504925762229606328, 7553739834009996020847658515774492972750782222923993984985347255999057010575)
            addTerm(add(m, 384), calldataload(add(signals.offset, 64)), 8891037845587195633435394411361373984054459859644642036462896842326449005275, 4662294179153057464830635923986452054384826581183471683438670215834903260126)
            addTerm(add(m, 384), calldataload(add(signals.offset, 96)), 7958337779945320883765630915229319127860619353444148370421786973472204891701, 20806837721110122813862016973817419870836398561971862943602404286946613683393)
            addTerm(add(m, 384), calldataload(add(signals.offset, 128)), 6502651152374484441750085517211000776859914535825396046175343400514455940408, 17994541052886279395532922802590314844867068179562094007448417785883491096439)
            addTerm(add(m, 384), calldataload(add(signals.offset, 160)), 3439685279543176990528239343793012659596687496893047529945339552436874772776, 19598310199055158686383664217858833349983495130961354752023955124635095787369)
            addTerm(add(m, 384), calldataload(add(signals.offset, 192)), 21499725416812771940586750608873320413437809291138769255152937671731957622067, 8235262611629712828425175595929975420926768566935031508565553640702913523697)
            addTerm(add(m, 384), calldataload(add(signals.offset, 224)), 9791259228118484874845235409402837563258441981807633965878810214920332416594, 21695454373955881850311052490609910825183409649797078887207192955502600025988)
            addTerm(add(m, 384), calldataload(add(signals.offset, 256)), 13983376753324379568326510403339030343514691278417055623446193182470839854303, 1682637868510829719367563197738070983130246014939470732907193722139907668302)

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
