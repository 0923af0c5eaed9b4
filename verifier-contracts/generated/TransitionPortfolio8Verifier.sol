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
    bytes32 public constant KEY_HASH = 0x9185741fda8ec3387ffdac97c0de776ff5e430d145e98553fcc5986e9830f5fd;

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
            mstore(add(m, 384), 14903913176968929355551737063134307042126514925361987334415890287600876172010)
            mstore(add(m, 416), 10355100664085494186695444368562491934855803738742650901067011695330509955497)
            addTerm(add(m, 384), calldataload(add(signals.offset, 0)), 18887168409088702583976448750485247867032378344739067190561258819152888002871, 17209061217198413454492325848258221748908482551718972064903830689679742436013)
            addTerm(add(m, 384), calldataload(add(signals.offset, 32)), 10745106356807767575448498156431114075662521290494363928922418807029367595886, 3108852766633382812504190800829773207573305667000027492578287783298728252669)
            addTerm(add(m, 384), calldataload(add(signals.offset, 64)), 967781927660558689882681682647252713882389140954202910250238692213341599530, 15549595041465463115646379203440729584456355636996576460669193741035646814620)
            addTerm(add(m, 384), calldataload(add(signals.offset, 96)), 181396609257783937480119505549313964898110091809882748576241667527720683795, 18490883256601224770568856486665590531830118076006470987794756365428853516370)
            addTerm(add(m, 384), calldataload(add(signals.offset, 128)), 21446983485239396620608511107562351905801024386962486906643244217139387666069, 10737631683975698094777680205422319746423918216938042406383245216186031980152)
            addTerm(add(m, 384), calldataload(add(signals.offset, 160)), 14073150304143405607876938594933778861957644162109025213817947069355506747854, 9382195368154777813898662596151646283124277553657668468803924202644426888498)
            addTerm(add(m, 384), calldataload(add(signals.offset, 192)), 12506451458598210619303970924717790644769241024080283070505375065847798498142, 1167981745163760859758129649032102530950694147672067750510891219699574404130)
            addTerm(add(m, 384), calldataload(add(signals.offset, 224)), 7445766124583965766023251969086452359701269423385897125218621100211080379004, 7354482423684416516066728216387845685945466185305628201107236356979569372611)
            addTerm(add(m, 384), calldataload(add(signals.offset, 256)), 12021364453198775697888188938179312236446960947547103726789687347481029684307, 10249596063939324176662369194461590933486517349844744199548925086718487574439)
            addTerm(add(m, 384), calldataload(add(signals.offset, 288)), 17601902051206522517833723149906152921966851053133724664269414715796556901209, 6286023876366976577148445838892250532210663189871935104756339265989881462742)
            addTerm(add(m, 384), calldataload(add(signals.offset, 320)), 4712545427281918487484116571360242002514468815638629417449621635195068433524, 17570921610709531860067050843354915284180668011528672081611344086751519850136)

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
