/** Custom errors of the clearing house, and of the tokens that it moves, in words. */
import { formatDecimal } from '../../prover/model/units.ts';
import type { Words } from '../abi.ts';

/** Amounts on chain are ticks. */
const amount = (ticks: unknown): string => formatDecimal(ticks as bigint, 8);
const time = (seconds: unknown): string => new Date(Number(seconds) * 1000).toISOString();

export const HOUSE_ERRORS: readonly Words[] = [
  ['RouterNotStarted(address router)', () => 'the router must be started before anything rests on it'],
  ['NoMethod(bytes32 account)', () => 'an account has a margin method'],
  ['SameAccount(bytes32 account)', () => 'the two accounts are one'],
  ['SelfTrade(bytes32 buyer, bytes32 seller, address owner)', (a) => `both accounts belong to ${a[2]}`],
  [
    'StatementNotTaken(bytes32 circuit, uint8 statement)',
    () => 'the circuit proves another statement than this call takes',
  ],
  [
    'MarginNotProven(bytes32 account, uint48 provenEpoch, uint64 latestEpoch)',
    (a) =>
      `the account is proven at epoch ${a[1]}, the newest in force is ${a[2]}: top it up with a proof of its margin; nothing is paid out at an older epoch`,
  ],
  [
    'MarketNotProven(bytes32 account, uint16 asset)',
    () => 'collateral enters by a proof at the newest prices: only the market tells whether the account can hold it',
  ],
  ['NoRootInForce()', () => 'no market root is in force'],
  ['FillUsed(uint256 fill)', () => 'the fill was traded before'],
  ['SignatureExpired(bytes32 account, uint64 deadline)', (a) => `the signature was good until ${time(a[1])}`],
  [
    'SignatureRejected(bytes32 account, address owner)',
    (a) => `the owner ${a[1]} did not sign this side from the account's present state`,
  ],
  ['AmountOutOfRange(uint256 amount)', () => 'an amount is from 1 tick to below 2^63'],
  ['HouseIsPaused(uint40 until)', (a) => `the house is paused until ${time(a[0])}`],
  ['PauseTooSoon(uint40 allowedFrom)', (a) => `the house can be paused again from ${time(a[0])}`],
  ['UnlistedAsset(uint16 asset)', (a) => `there is no asset ${a[0]}`],
  ['AssetOutOfRange(uint16 asset)', () => 'assets are 0 and the slots 1 to 63 of collateral'],
  ['AssetIsListed(uint16 asset, address token)', (a) => `asset ${a[0]} is the token ${a[1]}`],
  ['TokenIsListed(address token, uint16 asset)', (a) => `the token is asset ${a[1]}`],
  ['DecimalsOutOfRange(address token, uint8 decimals)', (a) => `a token has up to 18 decimals, not ${a[1]}`],
  ['NoOutflow(uint16 asset)', () => 'the hourly cap is not 0'],
  [
    'NotAWholeUnit(uint16 asset, uint256 amount, uint8 decimals)',
    (a) => `${amount(a[1])} is no whole number of units of a token with ${a[2]} decimals`,
  ],
  [
    'AboveCustodyCap(uint16 asset, uint256 ledger, uint128 custodyCap)',
    (a) => `the house takes up to ${amount(a[2])} of the asset`,
  ],
  [
    'AboveLedger(uint16 asset, uint256 pending, uint128 ledger)',
    () => 'more would be withdrawn than was ever deposited',
  ],
  [
    'BalanceBelowLedger(uint16 asset, uint256 balance, uint256 owed)',
    () => 'the house holds less of the token than it owes',
  ],
  [
    'NotReceivedExactly(uint16 asset, uint256 expectedBalance, uint256 balance)',
    () => 'the token took a fee, or changes balances by itself',
  ],
  ['InvalidRecipient(address recipient)', (a) => `nobody is paid at ${a[0]}`],
  ['NothingToClaim(uint16 asset, address recipient)', () => 'nothing is set aside for the recipient'],
  ['NotTheRecipient(address recipient, address caller)', (a) => `only ${a[0]} sends what is set aside elsewhere`],
  ['TooLittleGas(uint256 gas, uint256 needed)', (a) => `a payment from the queue takes ${a[1]} gas`],
  ['NotTheHouse(address caller)', () => 'only the house calls this'],
  ['SealedWordNotInField(uint256 index, uint256 value)', (a) => `word ${a[0]} of the sealed state is not below r`],
  ['SealedStateEndsInZero(uint256 length)', () => 'a sealed state has a last word that is not 0'],
  ['NotOnCurve(uint256 x, uint256 y)', () => 'the key is no point of Baby Jubjub'],
  ['LowOrder(uint256 x, uint256 y)', () => 'the key is a point of low order, to which nothing can be sealed'],
  [
    'ERC20InsufficientAllowance(address spender, uint256 allowance, uint256 needed)',
    () => 'the house may not take that much of the token: approve it first',
  ],
  [
    'ERC20InsufficientBalance(address sender, uint256 balance, uint256 needed)',
    (a) => `${a[0]} holds less of the token than that`,
  ],
  ['SafeERC20FailedOperation(address token)', (a) => `the token ${a[0]} refused the transfer`],
];
