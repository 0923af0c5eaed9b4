// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.37;

// Written by scripts/generate-verifiers.ts from the verification key; not edited by hand.

import { IVerifier } from "../interfaces/IVerifier.sol";
import { LocalChain } from "../libraries/LocalChain.sol";

/// @title Isolated4Verifier
/// @notice INSECURE: verifies against a development key, under which anybody can forge proofs (circuit isolated-4).
/// @dev Public signals: commitment, marketRoot, thresholdBps, minExcess, solvent, context.
/// Assumptions.
/// Key: none; works on local chains only, at deployment and at every call.
/// Precompiles: 6, 7 and 8 check that points are on the curve, those of G2 in their subgroup, and coordinates below q.
contract Isolated4Verifier is IVerifier {
    /// @notice The circuit, and whether its key may be trusted.
    string public constant NAME = "isolated-4 (INSECURE development key)";
    /// @notice sha256 of the verification key file.
    bytes32 public constant KEY_HASH = 0x5d0983ca649f19af40dc980c9cff011ff3dcb71f808d1e2aefe553dff9f86f34;

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
            mstore(add(m, 384), 16423581035509406159683919688503574484973912040803087316051579358982007701096)
            mstore(add(m, 416), 19509658025341344110803391905939858450493034729575664687620332281262687972010)
            addTerm(add(m, 384), calldataload(add(signals.offset, 0)), 19622744396228683704644296521188144868202554487629420428756339868912210753293, 1430077093070401139827265105651793141339572636547744727079665607509513951266)
            addTerm(add(m, 384), calldataload(add(signals.offset, 32)), 4922905751343608711148988769337131112249398229320413519095655866165763846845, 14450036239773347896741738430226140184499074817349281281242970122236308109459)
            addTerm(add(m, 384), calldataload(add(signals.offset, 64)), 11838152583541148119854476894634986891696922767532142380895292378728836809081, 19354980202736705695239144026241636094113678718451564939964445194972307994891)
            addTerm(add(m, 384), calldataload(add(signals.offset, 96)), 2771963574534082706330108042456472020644106710588821497380915538584469307992, 2185585428137843958834584284713568181399555268621938734557388699028713865053)
            addTerm(add(m, 384), calldataload(add(signals.offset, 128)), 7882132619903326464463175719405698966764101536779148459189800228181654482701, 17909477649450667642856603516084396790601794214182157563456905497035752274867)
            addTerm(add(m, 384), calldataload(add(signals.offset, 160)), 4714001589688711096078789251169163971789786462981091206974340879172624607162, 2878347339848410911477254408265978039925215174699684214471033728455855636135)

            calldatacopy(m, proof, 192)
            mstore(add(m, 32), mod(sub(q, calldataload(add(proof, 32))), q))
            mstore(add(m, 192), 4476152215963350982062293640872453699752615875185944623014271532044538564396)
            mstore(add(m, 224), 13266429586374104976684655301904679494997902111177015956041217616101364441883)
            mstore(add(m, 256), 16962250601329392364477191816249807844758274456630881867466539798354717992465)
            mstore(add(m, 288), 2220339863747915224291888119510024182580781359652736610729130325857095195956)
            mstore(add(m, 320), 15412042653863098978558184067277350014668919688633872077260488198183666510759)
            mstore(add(m, 352), 4172268434180290227330164385252457936660322705035247740290354937763448054413)
            mstore(add(m, 448), 11559732032986387107991004021392285783925812861821192530917403151452391805634)
            mstore(add(m, 480), 10857046999023057135944570762232829481370756359578518086990519993285655852781)
            mstore(add(m, 512), 4082367875863433681332203403145435568316851327593401208105741076214120093531)
            mstore(add(m, 544), 8495653923123431417604973247489272438418190587263600148770280649306958101930)
            calldatacopy(add(m, 576), add(proof, 192), 64)
            mstore(add(m, 640), 6037011956737340630565742558164039636417812756844898942410000540224126589890)
            mstore(add(m, 672), 7523508889133114238493296819133895174240014568171744617753882612060439926875)
            mstore(add(m, 704), 6741615587347866753590116973141784340416781084110732725294811005486538896950)
            mstore(add(m, 736), 20579005888310074848382943742649329007507650311728245362619391817293380959704)
            callOrReject(8, m, 768, 0, 32)
            mstore(0, eq(mload(0), 1))
            return(0, 32)
        }
    }
}
