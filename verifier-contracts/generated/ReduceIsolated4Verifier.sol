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
    bytes32 public constant KEY_HASH = 0xd42a9eddad2055d564091e175b05bceabfb05565d2c070b6c48c41ed7fd96141;

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
            mstore(add(m, 384), 11539637594166594201062908713427515528615202784379064607745599675156687891174)
            mstore(add(m, 416), 14006616568340595857318684699027981398089169920925202658673151794509036616426)
            addTerm(add(m, 384), calldataload(add(signals.offset, 0)), 14132533957206128493050355723245658965233190190874073651652572197414410254245, 13973713936719180523701601859499333796874864747868243967479108574586386871140)
            addTerm(add(m, 384), calldataload(add(signals.offset, 32)), 2030412433528717038318527972637410273534584639140856151503024448879034675434, 6318590745301176346842689531341722061736959371323888339992550247384877493739)
            addTerm(add(m, 384), calldataload(add(signals.offset, 64)), 20899181606748014927968918971596398980788271182024221830425193239798142458046, 346529729478783614649741664602032920749969631174012015746960826008838110250)
            addTerm(add(m, 384), calldataload(add(signals.offset, 96)), 10456779305256641364605035854564182607035299015179090739993919864809637264749, 7556860285909934021923903411605388419225116373487044589751063865805128794087)
            addTerm(add(m, 384), calldataload(add(signals.offset, 128)), 2837558280214540224445430937669548902674871853834032264088667830306918263500, 15793718883973030379316946128999250787126723280291422580746249348590331986107)
            addTerm(add(m, 384), calldataload(add(signals.offset, 160)), 20190144340481265456438261564348979765895863173273402525400518584988388655679, 17244608407100823156869995593279904122241581049099661104817696638489879760249)
            addTerm(add(m, 384), calldataload(add(signals.offset, 192)), 20440926999160841261859653225986337525170428437808572924661284033057291033628, 10927342458691848863260146132400639321072484397969789089124424234253872285670)
            addTerm(add(m, 384), calldataload(add(signals.offset, 224)), 9582604174648922157711531630456524375885323883710985424431273566337407458789, 281321039042119038648039340028211568963489845132669276512265245862400480542)
            addTerm(add(m, 384), calldataload(add(signals.offset, 256)), 4732066672627157668620497344695784879034856091312088799669717148495304075811, 16402754973950787868731845579997017245017438964882854714571462622943597642198)

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
