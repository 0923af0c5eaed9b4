// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.37;

// Written by scripts/generate-verifiers.ts from the verification key; not edited by hand.

import { IVerifier } from "../interfaces/IVerifier.sol";
import { LocalChain } from "../libraries/LocalChain.sol";

/// @title TransitionIsolated4Verifier
/// @notice INSECURE: verifies against a development key, under which anybody can forge proofs (circuit transition-isolated-4).
/// @dev Public signals: oldCommitment, newCommitment, marketRoot, level, fill, side, flow, viewingKey, liquidationKey, point, evaluation.
/// Assumptions.
/// Key: none; works on local chains only, at deployment and at every call.
/// Precompiles: 6, 7 and 8 check that points are on the curve, those of G2 in their subgroup, and coordinates below q.
contract TransitionIsolated4Verifier is IVerifier {
    /// @notice The circuit, and whether its key may be trusted.
    string public constant NAME = "transition-isolated-4 (INSECURE development key)";
    /// @notice sha256 of the verification key file.
    bytes32 public constant KEY_HASH = 0x7a5b53c9f7089715fc0250a549c2bfcde983f890d66f7fd92162b1de9342ac06;

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
            mstore(add(m, 384), 20426188567845294932197191133176548365406336378817966336074016622986338276550)
            mstore(add(m, 416), 10592364757074916887447969699294541026206319802601333416456134277873418730465)
            addTerm(add(m, 384), calldataload(add(signals.offset, 0)), 19628895400931180039754080588447238490188378865220906573499728184246572246037, 13423526852784694822309385956219763870943072223382289916053128048276978882453)
            addTerm(add(m, 384), calldataload(add(signals.offset, 32)), 21588757151033044160430648373154246747014845817168180040328547365245897812231, 16181956313514435748661323944747305999014204383561378926559906667584469374337)
            addTerm(add(m, 384), calldataload(add(signals.offset, 64)), 6628478295570891831437484078490245726774042815540768985489357779230468576745, 13331609903286044774531905178714973935863408799156063245772048716372481046836)
            addTerm(add(m, 384), calldataload(add(signals.offset, 96)), 3963354904359494743679430224326762733884237408827305129782444425039465849146, 9937948250576666413261542654516483347488190378514519389618367932765992828681)
            addTerm(add(m, 384), calldataload(add(signals.offset, 128)), 9761234822703775719414308885575033918824318115672371000079305686823039803412, 2026982767711945081472090647476015652746010550251529582002230237115060973559)
            addTerm(add(m, 384), calldataload(add(signals.offset, 160)), 9928391155305629374134403864282014876970165540498901941220438283014995145074, 19000084524452248356718964584380998321698412494562044868028879675263325017315)
            addTerm(add(m, 384), calldataload(add(signals.offset, 192)), 16897292378548780423610765373285877226191719798400672930302158268198423999658, 9839151308838294806993163192352733450094865730274252980830037961959471790576)
            addTerm(add(m, 384), calldataload(add(signals.offset, 224)), 6919492829533097986710296420673751257919563819938293950030502619931509454870, 5632845480307310602081204052547387879129182074906853801680866997247458562381)
            addTerm(add(m, 384), calldataload(add(signals.offset, 256)), 2925041479694268668715195075704437833996150175695990009714416406353840580385, 10253701971053520027868812867697037442782515172944169438304534457241457645481)
            addTerm(add(m, 384), calldataload(add(signals.offset, 288)), 10360652933346613984996542666447030574468693634932553081424365228695708310279, 8160219455520190274504886722270791657198812143508482038837882998292855583941)
            addTerm(add(m, 384), calldataload(add(signals.offset, 320)), 13548550839882619506044978659756311948542295700571936284995179281005667509995, 1200945096163478207405296169166258531563888408496015042694469575069659494379)

            calldatacopy(m, proof, 192)
            mstore(add(m, 32), mod(sub(q, calldataload(add(proof, 32))), q))
            mstore(add(m, 192), 11687199181485500541743077639303866157773952056722257456582661510520206453236)
            mstore(add(m, 224), 8195291627858972371423852429287556829949601667267102281419052348270266945970)
            mstore(add(m, 256), 6088611886067951303419025255800490661857007177434192655840158914135673882343)
            mstore(add(m, 288), 19280182701128646196277233080957305259816522839225880895599097381210824935472)
            mstore(add(m, 320), 2813001473536768891972758006525864954069303629783133828192251355204338344742)
            mstore(add(m, 352), 13302371745104272792984835133884738917762788645299679929563414064747496137312)
            mstore(add(m, 448), 11559732032986387107991004021392285783925812861821192530917403151452391805634)
            mstore(add(m, 480), 10857046999023057135944570762232829481370756359578518086990519993285655852781)
            mstore(add(m, 512), 4082367875863433681332203403145435568316851327593401208105741076214120093531)
            mstore(add(m, 544), 8495653923123431417604973247489272438418190587263600148770280649306958101930)
            calldatacopy(add(m, 576), add(proof, 192), 64)
            mstore(add(m, 640), 4304764371645509063030086566679570849835475675364663118178558554570144497075)
            mstore(add(m, 672), 15642211745627802488937407109219838551622941798624362251131147497208718211722)
            mstore(add(m, 704), 10129007098290112229013633797465938474677553979142706370728652334615863622437)
            mstore(add(m, 736), 21502301732891606796478235891444069164967578057066065398226270540689898131225)
            callOrReject(8, m, 768, 0, 32)
            mstore(0, eq(mload(0), 1))
            return(0, 32)
        }
    }
}
