// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.37;

// Written by scripts/generate-verifiers.ts from the verification key; not edited by hand.

import { IVerifier } from "../interfaces/IVerifier.sol";
import { LocalChain } from "../libraries/LocalChain.sol";

/// @title Portfolio8Verifier
/// @notice INSECURE: verifies against a development key, under which anybody can forge proofs (circuit portfolio-8).
/// @dev Public signals: commitment, marketRoot, thresholdBps, minExcess, solvent, context.
/// Assumptions.
/// Key: none; works on local chains only, at deployment and at every call.
/// Precompiles: 6, 7 and 8 check that points are on the curve, those of G2 in their subgroup, and coordinates below q.
contract Portfolio8Verifier is IVerifier {
    /// @notice The circuit, and whether its key may be trusted.
    string public constant NAME = "portfolio-8 (INSECURE development key)";
    /// @notice sha256 of the verification key file.
    bytes32 public constant KEY_HASH = 0xd7c1c01d21b0b4d5bcd19d0fc0e4c454a4f34475ed770b47fb2d2e0d9257562f;

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
            mstore(add(m, 384), 12731174398466751433776006246024958301317566053640733864338922020905123498874)
            mstore(add(m, 416), 3844230701482771231915826706157195525452543230880207277147921921546491101775)
            addTerm(add(m, 384), calldataload(add(signals.offset, 0)), 8265829898837992668715971837609147518573285983368778445001018171953674110698, 19178099186200797595417066413189468855125744737578846348858364705525088166083)
            addTerm(add(m, 384), calldataload(add(signals.offset, 32)), 18165238433291306643679702954408534661234331316563520262715298178047388117403, 6204195549126974276732433356759371623743881904728274203932669105512915565257)
            addTerm(add(m, 384), calldataload(add(signals.offset, 64)), 9022194803659816769249766186912249179656899864213310142559766443973902741160, 17589396789546974902499355711924349008680928604633641303610011151042312851337)
            addTerm(add(m, 384), calldataload(add(signals.offset, 96)), 6787348467178840377266827669838258676054097707383443985026917607124634681150, 282998567092558854165896882077406921091241458498912365858874510242508386415)
            addTerm(add(m, 384), calldataload(add(signals.offset, 128)), 5001073331805046081428901606657375204061814311069271458313428268644052582312, 275605007376916730218465330444188771458617885512172846325460730365503568377)
            addTerm(add(m, 384), calldataload(add(signals.offset, 160)), 3044664156010808662944779462810478641955794103951079496778847150177026432105, 10331830308294855449288356700144545930417923739020917831495598450218299543813)

            calldatacopy(m, proof, 192)
            mstore(add(m, 32), mod(sub(q, calldataload(add(proof, 32))), q))
            mstore(add(m, 192), 1532003078259892223654048304710495949756413087221506014293142854712569366452)
            mstore(add(m, 224), 5004146142381486202679492480092745195788528266718229012052938092983846560078)
            mstore(add(m, 256), 8225327767731608556902103952261678549214999737144800247832689096000345550194)
            mstore(add(m, 288), 16514720119492229494619739567711774049369922627590329354952614951586365976601)
            mstore(add(m, 320), 14055039184498815774829385182249481251675098842103718923385619700859545097408)
            mstore(add(m, 352), 10609467557129712154521031849963933347364619216640658036057120882551813006914)
            mstore(add(m, 448), 11559732032986387107991004021392285783925812861821192530917403151452391805634)
            mstore(add(m, 480), 10857046999023057135944570762232829481370756359578518086990519993285655852781)
            mstore(add(m, 512), 4082367875863433681332203403145435568316851327593401208105741076214120093531)
            mstore(add(m, 544), 8495653923123431417604973247489272438418190587263600148770280649306958101930)
            calldatacopy(add(m, 576), add(proof, 192), 64)
            mstore(add(m, 640), 415789391473383323987951175967079677744205628832513709298228452251553895217)
            mstore(add(m, 672), 2505677791982103048614501308700392558802636633872052167981792643600721107697)
            mstore(add(m, 704), 10812986470438635433471709229707049744806891721983032396420602585887935140976)
            mstore(add(m, 736), 3607603181997642111793597322839116844852723165374547022597337215309092571555)
            callOrReject(8, m, 768, 0, 32)
            mstore(0, eq(mload(0), 1))
            return(0, 32)
        }
    }
}
