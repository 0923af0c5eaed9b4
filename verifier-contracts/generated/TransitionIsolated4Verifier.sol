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
    bytes32 public constant KEY_HASH = 0x22aebfb890d474e289e7341dcc35474aacd2888d1cf90da68e424348457f9712;

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
            mstore(add(m, 384), 17680816175881211320893642953129109291134368725700688465490991524664047854572)
            mstore(add(m, 416), 8077458977170472284573737031931239059747027852903219569960088405382887516219)
            addTerm(add(m, 384), calldataload(add(signals.offset, 0)), 17101235893369241444624362947832094213195948333388225628063622428932486590451, 20346313785432433103486613802669716609828347698790425322110336678575674526608)
            addTerm(add(m, 384), calldataload(add(signals.offset, 32)), 11105015468089660475803033227334967995991280143322948206844608151401295312950, 14549742615763839109429856858205056830118667109573813826093687164522085620329)
            addTerm(add(m, 384), calldataload(add(signals.offset, 64)), 9014036858808260881058879733758180396878367047967002694369928857259440309969, 20773821902892854021038000293351893932905580565170131458286020949840958709433)
            addTerm(add(m, 384), calldataload(add(signals.offset, 96)), 13678236750893891461102984242824862660411650188910770793806604014560664522480, 10385632249349153933478027870185167182074767188871681366975089547679876511458)
            addTerm(add(m, 384), calldataload(add(signals.offset, 128)), 906687020014755127630656905752619640804043670017323672025258329001152217088, 21843250180040996939166917470536207752199464251215196190739078110037555330883)
            addTerm(add(m, 384), calldataload(add(signals.offset, 160)), 4158720392364060130408132050883221019932191648488996194808281428873913406163, 7735859782367165598376914111194879548175985346971844366987544294682310309149)
            addTerm(add(m, 384), calldataload(add(signals.offset, 192)), 12987735360745914160569055286743063986354630998502769336255189408274386001011, 6347273925476594152385369775962511437376078298727736766685342109956873977352)
            addTerm(add(m, 384), calldataload(add(signals.offset, 224)), 17580279913203722247956498029519699536630145399396416617383220242612006975825, 13556422382516603830630546862099316661631903440518285858965036454051501438951)
            addTerm(add(m, 384), calldataload(add(signals.offset, 256)), 9868262890523579375702239637111372527779379996975810966053306701000175679263, 2803683378114364650301385691357725594084131649747228970529586293726606149866)
            addTerm(add(m, 384), calldataload(add(signals.offset, 288)), 19174888709253609945997980875111635182760293180767353442557165424724975003061, 2446259808985793409133137143950817979074864964126829258002666719584212757907)
            addTerm(add(m, 384), calldataload(add(signals.offset, 320)), 13322597176856462520373339468459419198868397351596533610991199524386582523348, 17877508793046333886535962467577665133546804121066097381266239586176497315246)

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
