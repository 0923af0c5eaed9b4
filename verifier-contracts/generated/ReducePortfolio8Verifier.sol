// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.37;

// Written by scripts/generate-verifiers.ts from the verification key; not edited by hand.

import { IVerifier } from "../interfaces/IVerifier.sol";
import { LocalChain } from "../libraries/LocalChain.sol";

/// @title ReducePortfolio8Verifier
/// @notice INSECURE: verifies against a development key, under which anybody can forge proofs (circuit reduce-portfolio-8).
/// @dev Public signals: oldCommitment, newCommitment, marketRoot, fill, side, viewingKey, liquidationKey, point, evaluation.
/// Assumptions.
/// Key: none; works on local chains only, at deployment and at every call.
/// Precompiles: 6, 7 and 8 check that points are on the curve, those of G2 in their subgroup, and coordinates below q.
contract ReducePortfolio8Verifier is IVerifier {
    /// @notice The circuit, and whether its key may be trusted.
    string public constant NAME = "reduce-portfolio-8 (INSECURE development key)";
    /// @notice sha256 of the verification key file.
    bytes32 public constant KEY_HASH = 0x342926beb962a9a17ecd02e280cb9fccb8f7430bd0c8a90885ed5e9e302a4c32;

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
            mstore(add(m, 384), 21013263483807623893352918319110673046166248637708931757725902280304186559644)
            mstore(add(m, 416), 16008838824781398597890273115774046433321601129575014482741586438481815350715)
            addTerm(add(m, 384), calldataload(add(signals.offset, 0)), 1674696111966452558722297765050676994204325938601250103490819328242846239979, 9386911045709239348407107996706470298253902714118299897313160752439472296700)
            addTerm(add(m, 384), calldataload(add(signals.offset, 32)), 14872489060901496470030142213109041127886728995587609561078502500333344557814, 15144106030690133292316528735476991346320073766253441462356247059347354994226)
            addTerm(add(m, 384), calldataload(add(signals.offset, 64)), 20039406935186664266757375039488590464488419647343576826108475110379815282604, 19869428277677660897515599188485985396275684174267249526710386657723926256283)
            addTerm(add(m, 384), calldataload(add(signals.offset, 96)), 12844518934235555224276724845690935793132118825831564363846923167487669646710, 17042629846654438441849393370612675283076889011509642662787768024035380875673)
            addTerm(add(m, 384), calldataload(add(signals.offset, 128)), 1923895189834567538414963027648746646658482998703439053369374309304632579041, 12151372853190758690203930152763109832351002372900917937040624582901316191420)
            addTerm(add(m, 384), calldataload(add(signals.offset, 160)), 7678866993650928804676899899688181883284297690078208250153131253989974340622, 17517591107865637210008390380489267077099744214755108456346729399137809129354)
            addTerm(add(m, 384), calldataload(add(signals.offset, 192)), 4867209444718459912050695083565826984828257708490484586406311907620862785411, 875187578709280857187118256784704476476563236803736963667895941786734882044)
            addTerm(add(m, 384), calldataload(add(signals.offset, 224)), 19074688160383074223578652079771333964068949961972276622552067402398987332747, 2847874255403541120331765725345897550934371668672872049323946600562375135880)
            addTerm(add(m, 384), calldataload(add(signals.offset, 256)), 16703234116560024931273705283558952435897391664064807161719222980110455922808, 6649136682752029258227428156914959014677297824355970089579662382296354736277)

            calldatacopy(m, proof, 192)
            mstore(add(m, 32), mod(sub(q, calldataload(add(proof, 32))), q))
            mstore(add(m, 192), 13257483922965108128165189750578560715383156837988147599116699800929350299209)
            mstore(add(m, 224), 20043988637965563478249827563751507846620149370769583950848206066381578665800)
            mstore(add(m, 256), 9703153110457542476024977689374959032588133446809324836917508311673412169196)
            mstore(add(m, 288), 8516459072964448333935633466145014316019786629380390331060093251831752889431)
            mstore(add(m, 320), 10911166353129346356408510150019955830877474412504000847678101082149186311846)
            mstore(add(m, 352), 12011939501376379183856413566057813597852272208708733259643752785576791528263)
            mstore(add(m, 448), 11559732032986387107991004021392285783925812861821192530917403151452391805634)
            mstore(add(m, 480), 10857046999023057135944570762232829481370756359578518086990519993285655852781)
            mstore(add(m, 512), 4082367875863433681332203403145435568316851327593401208105741076214120093531)
            mstore(add(m, 544), 8495653923123431417604973247489272438418190587263600148770280649306958101930)
            calldatacopy(add(m, 576), add(proof, 192), 64)
            mstore(add(m, 640), 10641002305908268012338611116495203636300147782375825765654356808428010157135)
            mstore(add(m, 672), 13799871531286558622908151876747787761773150199089773911123824060330097189526)
            mstore(add(m, 704), 963635528498235715045955806427041391698846154029740207301601660716646823349)
            mstore(add(m, 736), 7477730654457245577158195598276333565326327363960495675314783756133919473798)
            callOrReject(8, m, 768, 0, 32)
            mstore(0, eq(mload(0), 1))
            return(0, 32)
        }
    }
}
