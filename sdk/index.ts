/**
 * Plimsoll: on which side of its maintenance line a derivatives account floats, proven without showing a position.
 *
 * A trader builds a market, opens an account and proves; an auditor verifies; an integrator asks the registry; a
 * publisher builds and posts markets.
 */
export { EXIT_CODES, PlimsollError, type ErrorCode } from '../prover/errors.ts';

// Accounts and markets.
export { commitmentOf, type Account, type Leg, type Method } from '../prover/model/account.ts';
export {
  accountMargin,
  excess,
  isSolvent,
  ratioBps,
  type Claim,
  type DetailedMargin,
  type Margin,
  type MarginLevel,
} from '../prover/model/margin.ts';
export { Market } from '../prover/model/tree.ts';
export { cash, formatDecimal, parseDecimal, size } from '../prover/model/units.ts';
export { formatAccount, freshBlinding, parseAccount, type AccountFile } from './files/account-file.ts';
export { marketFromFile, parseMarket, type MarketFile } from './files/market-file.ts';
export { parsePortfolio, portfolioToModel } from './files/portfolio-file.ts';
export { loadPreset, PRESETS, type Preset } from './files/presets.ts';
export { checkSuccessor } from './risk/successor.ts';
export { buildMarket, slotsOf, type BuiltMarket } from './risk/table.ts';
export { formatTableFile, hashMarket, parseTableFile, type HashedMarket } from './table-file.ts';

// What a margin is made of, what else it could be, and when it is used up.
export { compare, type Compared } from './compare.ts';
export { breakdown, type MarginBreakdown } from './risk/breakdown.ts';
export { explain, shownLines, type Explanation } from './risk/explain.ts';
export { WhatIf, type Answer, type Changes, type Liquidation, type Outcome } from './risk/whatif.ts';

// Proving and verifying.
export { committedManifest } from '../prover/artifacts/committed.ts';
export { DirectorySource } from '../prover/artifacts/directory-source.ts';
export { FetchSource } from '../prover/artifacts/fetch-source.ts';
export { ProvingPool, type PoolOptions, type PoolStatistics } from '../prover/pool/pool.ts';
export { formatCertificate, parseCertificate, wordOf, type Certificate } from './certificate.ts';
export { CIRCUITS, circuitFor, HOUSE_CIRCUITS, type CircuitShape } from '../prover/witness/circuits.ts';
export { MarginProver, NO_CHAIN, stateClaim, type Addressee, type CertificateRequest } from './prove.ts';
export { verifyCertificate, type Check, type Verification } from './verify.ts';

// On a chain.
export { RegistryClient, type Band, type HeldCertificate, type HeldGate, type Submission } from './client.ts';
export { contextOf, type StatementContext } from './context.ts';
export { deployContract, deployStack, type Stack } from './deploy.ts';

// A clearing house: private accounts that live on a chain.
export {
  HouseProver,
  type Destination,
  type MadeChange,
  type ProvenOpening,
  type WantedChange,
} from './house/change.ts';
export { ClearingHouseClient, toUnits, type Amount, type SignedSide, type Trade } from './house/client.ts';
export { deployHouse, type HouseRequest, type HouseStack, type ListedAsset } from './house/deploy.ts';
export { formatDeployment, houseIdOf, parseDeployment, type Deployment } from './house/deployment.ts';
export { Holder, type ChangeOptions, type Done } from './house/holder.ts';
export { Home } from './house/home/home.ts';
export { Ledger, type OpenAccount, type Restored, type Synced } from './house/home/ledger.ts';
export {
  newLiquidationSecret,
  secretReader,
  viewingReader,
  viewingSecret,
  type SealedState,
  type StateReader,
} from './house/keys.ts';
export { HouseReader, CASH_ONLY, type AssetState, type Payout, type ScheduledKey } from './house/reader.ts';
export { Restorer, type FoundAccount, type RestoreSource, type SealedAccount } from './house/restore.ts';
export { sealPoint, type SealSubject } from './house/seal-point.ts';
export { newMnemonic, seedFromMnemonic, seedFromWallet, seedOf, type Seed } from './house/seed.ts';
export { type HouseId, type Quote, type TradeSide } from './house/typed-data.ts';

// Trading there by quotes.
export { RelayClient } from './house/relay/client.ts';
export { Relay, RELAY_LIMITS, type RelayLimits, type RelayOptions } from './house/relay/relay.ts';
export { checkHalf, checkQuote, type Refusal } from './house/rfq/check.ts';
export { Mailbox, mailboxOfAccount, mailboxOfQuote, sealLetter, type Transport } from './house/rfq/mailbox.ts';
export {
  formatHalf,
  formatQuote,
  parseHalf,
  parseQuote,
  type HalfTrade,
  type SignedQuote,
} from './house/rfq/messages.ts';
export { halvesTo, postHalf, postQuote, quotesTo, type Reading } from './house/rfq/post.ts';
export { Trader, type Offer } from './house/rfq/trader.ts';
export { verifyHalf } from './house/rfq/verify-half.ts';
