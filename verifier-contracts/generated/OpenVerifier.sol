// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.37;

// Written by scripts/generate-verifiers.ts from the verification key; not edited by hand.

import { IVerifier } from "../interfaces/IVerifier.sol";
import { LocalChain } from "../libraries/LocalChain.sol";

/// @title OpenVerifier
/// @notice INSECURE: verifies against a development key, under which anybody can forge proofs (circuit open).
/// @dev Public signals: commitment, account, owner, method, lossCheckpoint.
/// Assumptions.
/// Key: none; works on local chains only, at deployment and at every call.
/// Precompiles: 6, 7 and 8 check that points are on the curve, those of G2 in their subgroup, and coordinates below q.
contract OpenVerifier is IVerifier {
    /// @notice The circuit, and whether its key may be trusted.
    string public constant NAME = "open (INSECURE development key)";
    /// @notice sha256 of the verification key file.
    bytes32 public constant KEY_HASH = 0x25473e51cb03b9e0504c58b62aa61c713d59f4c72ee92c3a45f98e5945eddcf4;

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

            let inRange := eq(signals.length, 5)
            inRange := and(inRange, lt(calldataload(add(signals.offset, 0)), r))
            inRange := and(inRange, lt(calldataload(add(signals.offset, 32)), r))
            inRange := and(inRange, lt(calldataload(add(signals.offset, 64)), r))
            inRange := and(inRange, lt(calldataload(add(signals.offset, 96)), r))
            inRange := and(inRange, lt(calldataload(add(signals.offset, 128)), r))
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
            mstore(add(m, 384), 21387342044317594978309397149912881561652515273563841925149903146842195353817)
            mstore(add(m, 416), 1333445168470397375299976717257840132124279266175304500800846923716346084686)
            addTerm(add(m, 384), calldataload(add(signals.offset, 0)), 18292473378884572175494845970465709958380625703487109411762188829239388650706, 17703413241197486634866793486674514008147973410441184830803330590578449369094)
            addTerm(add(m, 384), calldataload(add(signals.offset, 32)), 9180374780140918129692104100965086590160784489679712735771550908821953439185, 7132646470666836343180008046526616249988125414759141642635200599447030264344)
            addTerm(add(m, 384), calldataload(add(signals.offset, 64)), 9073730420849104039590150756712178108097804022355643024433625485219843778810, 4840076417817520780262148575888542501507082067334630636106371953753684070548)
            addTerm(add(m, 384), calldataload(add(signals.offset, 96)), 10892981039746843044047893425746908378064638125719793291624001993097614902840, 7267965905125095102282583865079396721663978025325934027492677524853955563553)
            addTerm(add(m, 384), calldataload(add(signals.offset, 128)), 13997261533887947623116424581760174078312365586442126127727599003876339566568, 11530152130383278476137842183025451136354225656329698044713792829043305192517)

            calldatacopy(m, proof, 192)
            mstore(add(m, 32), mod(sub(q, calldataload(add(proof, 32))), q))
            mstore(add(m, 192), 6649242304271487974980280343167512492538851043445377350913334709341909720175)
            mstore(add(m, 224), 18120194318909925575893300148467835641634884444602749646983846433428163360633)
            mstore(add(m, 256), 21070955568192423934799103611269876195458180961088135622926213945373970951594)
            mstore(add(m, 288), 9980269086067577780001925652759135599011881019907226381582931788502482936764)
            mstore(add(m, 320), 11075446457865473929354610213155770110115216842059165107988735683334400147170)
            mstore(add(m, 352), 20477672600082862816070094026338990298852115837520856432698574045818360545338)
            mstore(add(m, 448), 11559732032986387107991004021392285783925812861821192530917403151452391805634)
            mstore(add(m, 480), 10857046999023057135944570762232829481370756359578518086990519993285655852781)
            mstore(add(m, 512), 4082367875863433681332203403145435568316851327593401208105741076214120093531)
            mstore(add(m, 544), 8495653923123431417604973247489272438418190587263600148770280649306958101930)
            calldatacopy(add(m, 576), add(proof, 192), 64)
            mstore(add(m, 640), 6510369397984533557746124773580453552886426927211321715502275705277413432564)
            mstore(add(m, 672), 16771581459006976331166639039888240943705339916360533883121333395203372312991)
            mstore(add(m, 704), 14327450872069206420661188606115333201873714224695443521317537683991279007543)
            mstore(add(m, 736), 11926781613927457455248287118980196042767744168738757429459503263544509646937)
            callOrReject(8, m, 768, 0, 32)
            mstore(0, eq(mload(0), 1))
            return(0, 32)
        }
    }
}
