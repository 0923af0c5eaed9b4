// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.37;

// Written by scripts/generate-verifiers.ts from the verification key; not edited by hand.

import { IVerifier } from "../interfaces/IVerifier.sol";
import { LocalChain } from "../libraries/LocalChain.sol";

/// @title Portfolio36Verifier
/// @notice INSECURE: verifies against a development key, under which anybody can forge proofs (circuit portfolio-36).
/// @dev Public signals: commitment, marketRoot, thresholdBps, minExcess, solvent, context.
/// Assumptions.
/// Key: none; works on local chains only, at deployment and at every call.
/// Precompiles: 6, 7 and 8 check that points are on the curve, those of G2 in their subgroup, and coordinates below q.
contract Portfolio36Verifier is IVerifier {
    /// @notice The circuit, and whether its key may be trusted.
    string public constant NAME = "portfolio-36 (INSECURE development key)";
    /// @notice sha256 of the verification key file.
    bytes32 public constant KEY_HASH = 0x33b67e76c5bfde2c14640077910392cfa7bcdf81f999ced674120c8c7df948f9;

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

            let inRange := eq(signals.length, 6)
            inRange := and(inRange, lt(calldataload(add(signals.offset, 0)), r))
            inRange := and(inRange, lt(calldataload(add(signals.offset, 32)), r))
            inRange := and(inRange, lt(calldataload(add(signals.offset, 64)), r))
            inRange := and(inRange, lt(calldataload(add(signals.offset, 96)), r))
            inRange := and(inRange, lt(calldataload(add(signals.offset, 128)), r))
            inRange := and(inRange, lt(calldataload(add(signals.offset, 160)), r))
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
            mstore(add(m, 384), 20964047162553310520187922042981397473839592081614006901139295673820752931636)
            mstore(add(m, 416), 4417197862581754720882297153404703502330255490308810438420915351559339474943)
            addTerm(add(m, 384), calldataload(add(signals.offset, 0)), 13318759312504149336202393103455197193768413457586032310919448928520116573779, 4612785228352399420870959481975765516937342152002097884714232153051548116071)
            addTerm(add(m, 384), calldataload(add(signals.offset, 32)), 8595027443107858364984861513180566030546277035295851764881022972677570694457, 17502220754255108128338446485247551049972963041296821631797396506997298619794)
            addTerm(add(m, 384), calldataload(add(signals.offset, 64)), 19354224139861084973932420782321830384206732136961576953899984036272601154904, 4537061837884488617696593432979267878291919045542499512303501621127706051681)
            addTerm(add(m, 384), calldataload(add(signals.offset, 96)), 10919033154838504658185282756570919440212928251338907290325993637936152802525, 4194575500533558380199231532192605055801228717310846428504796742201976696486)
            addTerm(add(m, 384), calldataload(add(signals.offset, 128)), 2726544719914547720645606431661154089806021037829106759124029067104700738161, 18683282215306500166428100787630084997108009375203411968225175464573635904227)
            addTerm(add(m, 384), calldataload(add(signals.offset, 160)), 3420012546477735023359818189448944835027593571049279359983432500885570601670, 9761985191456800371333917302777318843325415540775975192916225744629430973111)

            calldatacopy(m, proof, 192)
            mstore(add(m, 32), mod(sub(q, calldataload(add(proof, 32))), q))
            mstore(add(m, 192), 5809153225301990753898180262888172692427729562239529326203220562046308482764)
            mstore(add(m, 224), 1447168701238805991973391015815041196359812860267294281099337386502574468253)
            mstore(add(m, 256), 11754412585044077725556411760193244460869688821795777372618598668900440643330)
            mstore(add(m, 288), 2921243745292638942195441027112533520580903727542098814051557007453299418208)
            mstore(add(m, 320), 14640563593822099944831298625532875176252875053457032348905054927750100652718)
            mstore(add(m, 352), 16769510548043561796625931599017494747502432794012459201494622697938980387715)
            mstore(add(m, 448), 11559732032986387107991004021392285783925812861821192530917403151452391805634)
            mstore(add(m, 480), 10857046999023057135944570762232829481370756359578518086990519993285655852781)
            mstore(add(m, 512), 4082367875863433681332203403145435568316851327593401208105741076214120093531)
            mstore(add(m, 544), 8495653923123431417604973247489272438418190587263600148770280649306958101930)
            calldatacopy(add(m, 576), add(proof, 192), 64)
            mstore(add(m, 640), 4544902088139861369177344571304831184681929207532741007840182294287957460477)
            mstore(add(m, 672), 3155688675070163692130785178951253782426699946765151981832827544383983569950)
            mstore(add(m, 704), 775434001123047325922088446508538832486104023835888132121735929058469341705)
            mstore(add(m, 736), 7794449555024042838918287951050210666974512309192936655337818096710836030218)
            callOrReject(8, m, 768, 0, 32)
            mstore(0, eq(mload(0), 1))
            return(0, 32)
        }
    }
}
