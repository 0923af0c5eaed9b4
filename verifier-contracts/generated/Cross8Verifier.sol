// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.37;

// Written by scripts/generate-verifiers.ts from the verification key; not edited by hand.

import { IVerifier } from "../interfaces/IVerifier.sol";
import { LocalChain } from "../libraries/LocalChain.sol";

/// @title Cross8Verifier
/// @notice INSECURE: verifies against a development key, under which anybody can forge proofs (circuit cross-8).
/// @dev Public signals: commitment, marketRoot, thresholdBps, minExcess, solvent, context.
/// Assumptions.
/// Key: none; works on local chains only, at deployment and at every call.
/// Precompiles: 6, 7 and 8 check that points are on the curve, those of G2 in their subgroup, and coordinates below q.
contract Cross8Verifier is IVerifier {
    /// @notice The circuit, and whether its key may be trusted.
    string public constant NAME = "cross-8 (INSECURE development key)";
    /// @notice sha256 of the verification key file.
    bytes32 public constant KEY_HASH = 0x32aa29e3631b5ff9289571ea292dba3b911846b561eeddd91d33e7e3e9c48c0a;

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
            mstore(add(m, 384), 891233112850328356990960900663402855990729867146397239462543705810340045892)
            mstore(add(m, 416), 16993576110971216560720674399109509546384982859565044562866176509666961141663)
            addTerm(add(m, 384), calldataload(add(signals.offset, 0)), 7984395261517325000983536166448355710000619415325190616929297242919052239742, 11820648813481299566949824706734498947784161927084437309059171403055235746606)
            addTerm(add(m, 384), calldataload(add(signals.offset, 32)), 8188240374766538548907367503340956267757708118835240201108392492332043543896, 13876004335550327943186830710160197968212437164753541215070723433582917545143)
            addTerm(add(m, 384), calldataload(add(signals.offset, 64)), 19597891289111163164830087614315984194541947373940525420882544893593649489826, 20097002402976106426836506816955496765358661172617148833298072904436460164038)
            addTerm(add(m, 384), calldataload(add(signals.offset, 96)), 8162703372533950425524913271794005984598259590421196573105819886899687138128, 2330085422031291654025667168845956535724707421133827372827610546170605511127)
            addTerm(add(m, 384), calldataload(add(signals.offset, 128)), 20095840364911575578549981132188438316297914282471919791164498384906670569832, 6163552616638174524772992262653483150213676120443848799446514412512447062684)
            addTerm(add(m, 384), calldataload(add(signals.offset, 160)), 3330849487113816061599542745414362403992596320973729149563906667040323189183, 14097955966753849277490336492726004466967525181263390659909032453743771605913)

            calldatacopy(m, proof, 192)
            mstore(add(m, 32), mod(sub(q, calldataload(add(proof, 32))), q))
            mstore(add(m, 192), 6837542130220763540292339191615105882126925329707124007145286369133565718868)
            mstore(add(m, 224), 10790584057009342710248166094609100763045854969875553157746855586902198384746)
            mstore(add(m, 256), 4130974682978658127074562013734575744481536987696883104349437529117114258621)
            mstore(add(m, 288), 5128569500771011711675498313701419922823301834710516833309039098464606549826)
            mstore(add(m, 320), 1200534278934123642037252799046333253842240628296579257899706253357434120919)
            mstore(add(m, 352), 12135471056205089701575267394697890765290620482863457992132504556494207579557)
            mstore(add(m, 448), 11559732032986387107991004021392285783925812861821192530917403151452391805634)
            mstore(add(m, 480), 10857046999023057135944570762232829481370756359578518086990519993285655852781)
            mstore(add(m, 512), 4082367875863433681332203403145435568316851327593401208105741076214120093531)
            mstore(add(m, 544), 8495653923123431417604973247489272438418190587263600148770280649306958101930)
            calldatacopy(add(m, 576), add(proof, 192), 64)
            mstore(add(m, 640), 18636171448539718433316662470821386755891946755126370936474950669074942945747)
            mstore(add(m, 672), 21479353104041832432981770505754093236679147476815374856741324368596846365497)
            mstore(add(m, 704), 3445241062094919358422480247105547201793781032461090666379592232603105355972)
            mstore(add(m, 736), 12607378847852457430329751929156036455591859329206177906499927267602401149071)
            callOrReject(8, m, 768, 0, 32)
            mstore(0, eq(mload(0), 1))
            return(0, 32)
        }
    }
}
