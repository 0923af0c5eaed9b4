/**
 * The part of the contracts that the client calls, and every error of the stack in words. A test holds both to the
 * compiled contracts.
 */
import { Interface, type Result } from 'ethers';

import { HOUSE_ERRORS } from './house/errors.ts';

export const REGISTRY_ABI = [
  'function certify(bytes32 account, bytes32 circuit, uint64 epoch, uint32 ratioBps, uint128 excess, uint256[8] proof)',
  'function proveInsolvent(bytes32 account, bytes32 circuit, uint64 epoch, uint256[8] proof)',
  'function isSolvent(bytes32 account, uint32 minRatioBps, uint128 minExcess, uint64 maxAge) view returns (bool)',
  'function isLiquidatable(bytes32 account, uint64 maxAge) view returns (bool)',
  'function certificateOf(bytes32 account) view returns (tuple(uint48 epoch, uint40 time, uint24 ratioBps, uint96 excess, uint48 sequence))',
  'function gateOf(bytes32 account) view returns (tuple(uint48 epoch, uint48 sequence, address liquidator))',
] as const;

/** What a circuit states, and the number of each kind in `CircuitRouter`. */
export const STATEMENTS = { margin: 1n, open: 2n, deposit: 3n, transition: 4n, reduce: 5n } as const;

/** A custom error and what it means. */
export type Words = readonly [signature: string, words: (args: Result) => string];

const percent = (bps: unknown): string => `${Number(bps) / 100}%`;

/** Custom errors of the stack: what a person should read instead. */
const ERRORS: readonly Words[] = [
  ...HOUSE_ERRORS,
  [
    'RatioOutOfRange(uint32 ratioBps)',
    (a) => `a certificate shows a ratio from 100% to 167772.15%, not ${percent(a[0])}`,
  ],
  ['ExcessOutOfRange(uint128 excess)', () => 'the excess is below 2^96'],
  ['OtherRoots(address source, address roots)', (a) => `the source counts the epochs of other roots, ${a[1]}`],
  ['NoCommitment(bytes32 account)', () => 'the account has no commitment on chain'],
  ['NoRoot(uint64 epoch)', (a) => `no market root was posted for epoch ${a[0]}`],
  ['RootIsRevoked(uint64 epoch)', (a) => `the market root of epoch ${a[0]} was taken back`],
  [
    'RootTooOld(uint64 epoch, uint64 time, uint64 maxRootAge)',
    (a) => `the prices of epoch ${a[0]} are older than ${a[2]} s`,
  ],
  [
    'EpochBeforeCommitment(bytes32 account, uint64 epoch, uint64 sinceEpoch)',
    (a) => `the account changed at epoch ${a[2]}: what it holds now was not held at the prices of epoch ${a[1]}`,
  ],
  [
    'NewerCertificate(bytes32 account, uint64 epoch, uint64 certifiedEpoch)',
    (a) => `a certificate of epoch ${a[2]} is in force, this proof is of epoch ${a[1]}`,
  ],
  [
    'NotStronger(bytes32 account, uint64 epoch, uint32 ratioBps, uint128 excess)',
    (a) => `a certificate of epoch ${a[1]} is in force, and ${percent(a[2])} adds nothing to it`,
  ],
  [
    'NewerInsolvency(bytes32 account, uint64 epoch, uint64 insolventEpoch)',
    (a) => `the account was proven insolvent at epoch ${a[2]}`,
  ],
  [
    'NotLatestEpoch(uint64 epoch, uint64 latestEpoch)',
    (a) => `insolvency is proven at the newest prices, epoch ${a[1]}, not ${a[0]}`,
  ],
  ['NotAContract(address target)', (a) => `there is no contract at ${a[0]}`],
  ['ProofRejected(bytes32 circuit)', () => 'the verifier rejected the proof: it proves another statement'],
  ['SignalNotInField(uint256 index, uint256 value)', (a) => `public signal ${a[0]} is not below r`],
  ['UnknownCircuit(bytes32 circuit)', () => 'the registry knows no such circuit'],
  ['CircuitIsRetired(bytes32 circuit, uint40 retiredFrom)', () => 'the circuit is retired, or about to be'],
  ['CircuitNotActive(bytes32 circuit, uint40 activeFrom)', (a) => `the circuit may be used from time ${a[1]} on`],
  ['CircuitIsOf(bytes32 circuit, uint8 statement)', () => 'the circuit makes another statement'],
  ['NoExitWindow()', () => 'changes of a started router wait for at least a second'],
  ['AlreadyStarted()', () => 'the router is started already'],
  ['CircuitExists(bytes32 circuit, address verifier)', () => 'the circuit has a verifier already'],
  ['NotAVerifier(address verifier)', (a) => `there is no verifier at ${a[0]}`],
  ['IncompleteCircuit(bytes32 circuit, uint8 statement)', () => 'a circuit needs a name and a statement'],
  ['AccountExists(bytes32 account, address owner)', () => 'the account id is taken'],
  ['UnknownAccount(bytes32 account)', () => 'the account is not registered'],
  ['OwnerIsZero(bytes32 account)', () => 'an account needs an owner'],
  [
    'SequenceNotNext(bytes32 account, uint64 sequence, uint64 expected)',
    (a) => `the next sequence is ${a[2]}, not ${a[1]}`,
  ],
  ['CommitmentUsed(uint256 commitment, bytes32 account)', () => 'the commitment was posted before'],
  ['EpochNotNext(uint64 epoch, uint64 expected)', (a) => `the next epoch is ${a[1]}, not ${a[0]}`],
  ['TimeNotAfter(uint64 time, uint64 previous)', () => 'prices must be newer than those of the epoch before'],
  [
    'TimeOutOfBounds(uint64 time, uint256 blockTime, uint64 maxPostDelay)',
    (a) => `prices must be at most ${a[2]} s old, and not from the future`,
  ],
  ['UnknownEpoch(uint64 epoch)', (a) => `epoch ${a[0]} was never posted`],
  ['EpochRevoked(uint64 epoch)', (a) => `epoch ${a[0]} is revoked already`],
  ['NotARevoker(address caller)', () => 'only a publisher or a guardian takes a root back'],
  ['NotANonZeroElement(uint256 value)', () => 'the value is zero or not below r'],
  [
    'NotALocalChain(uint256 chainId)',
    (a) => `an INSECURE development key works on local chains only, not on chain ${a[0]}`,
  ],
  [
    'NotSolvent(bytes32 account, uint32 minRatioBps, uint128 minExcess, uint64 maxAge)',
    (a) =>
      `the account holds no certificate at ${percent(a[1])} with ${Number(a[2]) / 1e8} to spare, by prices younger than ${a[3]} s`,
  ],
  ['NotAccountOwner(bytes32 account, address caller)', () => "only the account's owner does this"],
  ['AboveLine(bytes32 account, uint256 debt, uint256 line)', () => 'the debt would exceed the credit line'],
  ['AboveDebt(bytes32 account, uint256 amount, uint256 debt)', () => 'no more can be repaid than is owed'],
  ['OwnableUnauthorizedAccount(address account)', (a) => `${a[0]} is not the owner`],
  ['AccessControlUnauthorizedAccount(address account, bytes32 neededRole)', (a) => `${a[0]} lacks the role`],
];

/** Every error of the stack, to decode what a call reverted with. */
export const ERRORS_ABI = new Interface(ERRORS.map(([signature]) => `error ${signature}`));

const WORDS = new Map(ERRORS.map(([signature, words]) => [signature.slice(0, signature.indexOf('(')), words]));

/** Name of a custom error and what it means, or undefined when the data are none of the stack's. */
export function errorInWords(data: string): { readonly name: string; readonly words: string } | undefined {
  const parsed = ERRORS_ABI.parseError(data);
  const words = parsed === null ? undefined : WORDS.get(parsed.name);
  return parsed === null || words === undefined ? undefined : { name: parsed.name, words: words(parsed.args) };
}
