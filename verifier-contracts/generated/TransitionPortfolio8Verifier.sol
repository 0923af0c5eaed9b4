// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.37;

// Written by scripts/generate-verifiers.ts from the verification key; not edited by hand.

import { IVerifier } from "../interfaces/IVerifier.sol";
import { LocalChain } from "../libraries/LocalChain.sol";

/// @title TransitionPortfolio8Verifier
/// @notice INSECURE: verifies against a development key, under which anybody can forge proofs (circuit transition-portfolio-8).
/// @dev Public signals: oldCommitment, newCommitment, marketRoot, level, fill, side, flow, viewingKey, liquidationKey, point, evaluation.
/// Assumptions.
/// Key: none; works on local chains only, at deployment and at every call.
/// Precompiles: 6, 7 and 8 check that points are on the curve, those of G2 in their subgroup, and coordinates below q.
contract TransitionPortfolio8Verifier is IVerifier {
    /// @notice The circuit, and whether its key may be trusted.
    string public constant NAME = "transition-portfolio-8 (INSECURE development key)";
    /// @notice sha256 of the verification key file.
    bytes32 public constant KEY_HASH = 0x78dcec5433e11371a6fbd1fe1aace73ed5203c8d78abf02d9d465f7eaf316561;

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
            mstore(add(m, 384), 18634749422206312583995891992232077158709452419086349237670117226981931948828)
            mstore(add(m, 416), 11006763873466665499759374912868410515153412129951363893654077980793656914409)
            addTerm(add(m, 384), calldataload(add(signals.offset, 0)), 21779811958803654202313124987780139683996805908621775721669052516553601932593, 20244181655364451409925229435084481040006955145645353063672259432916435898128)
            addTerm(add(m, 384), calldataload(add(signals.offset, 32)), 14704022542945989198503789525896966735328516613902747841021284639111895703165, 16776280295082398930602160755273262804550031649142413282885472723075720603824)
            addTerm(add(m, 384), calldataload(add(signals.offset, 64)), 8319851662866784160369952107013746771372272902370156247729102866365621757295, 19966376072226602968283981832866324467594056378242107884039378654001280547588)
            addTerm(add(m, 384), calldataload(add(signals.offset, 96)), 1335547756029927392353264277759482142475180411536244180916679191517513201922, 6645963258125169436222851125373045883534058561431412937116729482260743958056)
            addTerm(add(m, 384), calldataload(add(signals.offset, 128)), 8578869232209796289314257972894329209908663868261768923396407690934280821284, 12031167054434072184193143922986867265815564683227634844858412056083833098451)
            addTerm(add(m, 384), calldataload(add(signals.offset, 160)), 4308450062266828885638500989664878118448668346381594397919219708986772236178, 20855027225737233056242714765930416817328399506280343252463230140626268336695)
            addTerm(add(m, 384), calldataload(add(signals.offset, 192)), 14715063684160128535920798284289394821230137896959632917188803791557706162985, 21722176992869607957544298618950797285217533403589977360421629342935684122027)
            addTerm(add(m, 384), calldataload(add(signals.offset, 224)), 2585162129021332664830199334734422124067091493072254631005831543734632985940, 6387116349692270120504041140806676695896268528173663252580265939904321004867)
            addTerm(add(m, 384), calldataload(add(signals.offset, 256)), 15570152683108933281711478349875708902504703149522208760144326505767365303785, 19535316467362773618399557837912020337599776401462170768467983007353683380400)
            addTerm(add(m, 384), calldataload(add(signals.offset, 288)), 16796047610891475252430823931590477758094565119584376362647048791146254736432, 9234830925363533707868642931729570145959808723365284405617003179263244801480)
            addTerm(add(m, 384), calldataload(add(signals.offset, 320)), 5726765023873316747475184864241830581434512342828425852724948488696361817531, 6486645782849361174266618772441247171014550962253742410261940329238405972676)

            calldatacopy(m, proof, 192)
            mstore(add(m, 32), mod(sub(q, calldataload(add(proof, 32))), q))
            mstore(add(m, 192), 10143075597962239994650816189069794021317559364821912733059662869003910900718)
            mstore(add(m, 224), 17567923692455014189048018744196309587270278151164917536767993331576141306880)
            mstore(add(m, 256), 13404804640189292423207706975040305840503559585850771003680280669370982892351)
            mstore(add(m, 288), 9523007859071834190633727760080944098958320754070611899527009714311952700780)
            mstore(add(m, 320), 21652430312727702782109398015966377330265762021914583047228756793134120560885)
            mstore(add(m, 352), 3258894439369379414160190547452281138279312965648371594859569047523123169720)
            mstore(add(m, 448), 11559732032986387107991004021392285783925812861821192530917403151452391805634)
            mstore(add(m, 480), 10857046999023057135944570762232829481370756359578518086990519993285655852781)
            mstore(add(m, 512), 4082367875863433681332203403145435568316851327593401208105741076214120093531)
            mstore(add(m, 544), 8495653923123431417604973247489272438418190587263600148770280649306958101930)
            calldatacopy(add(m, 576), add(proof, 192), 64)
            mstore(add(m, 640), 16142900473972141495390974286458099330759777446038236035639102767653178025507)
            mstore(add(m, 672), 21055583430242403979782932487095719473882762245635938110621140630441151007586)
            mstore(add(m, 704), 9112773248105457020633495698236944803267044650227936455543649586632299658979)
            mstore(add(m, 736), 19445501942005086703715159236376629133448432157616404538081695397054657792931)
            callOrReject(8, m, 768, 0, 32)
            mstore(0, eq(mload(0), 1))
            return(0, 32)
        }
    }
}
