import type { Command } from 'commander';

import { PlimsollError } from '../../../prover/errors.ts';
import { CASH_DECIMALS } from '../../../prover/model/units.ts';
import { EXCESS_RANGE, THRESHOLD_RANGE } from '../../../prover/witness/statement.ts';
import { addressOf, formatCertificate, parseCertificate } from '../../certificate.ts';
import { writeWhole } from '../../files/write.ts';
import { MarginProver, NO_CHAIN, stateClaim, statementInWords, type Addressee } from '../../prove.ts';
import { ticksWithin } from '../../risk/ranges.ts';
import { newCommand, reporting, toJson, warnInsecure } from '../command.ts';
import { expectReplaceable } from '../files.ts';
import { address, decimalTicks, readAccount, readMarket, wholeNumber } from '../inputs.ts';
import { whileProving } from '../proving.ts';
import { notice, step } from '../terminal.ts';

const EXCESS = { range: EXCESS_RANGE, decimals: CASH_DECIMALS };

interface Options {
  readonly account: string;
  readonly market: string;
  readonly thresholdBps: string;
  readonly minExcess: string;
  readonly insolvent?: true;
  readonly chainId?: string;
  readonly registry?: string;
  readonly caller?: string;
  readonly out: string;
}

const CHAIN_IDS = [1n, (1n << 256n) - 1n] as const;

/** Whom the certificate is for; the account's owner submits it unless another caller is named. */
function addresseeOf({ chainId, registry, caller }: Options, owner: bigint): Addressee {
  if (chainId === undefined && registry === undefined && caller === undefined) return NO_CHAIN;
  if (chainId === undefined || registry === undefined) {
    throw new PlimsollError(
      'USAGE',
      `--chain-id and --registry: expected both, got ${chainId === undefined ? (registry === undefined ? 'only --caller' : 'no --chain-id') : 'no --registry'}`,
    );
  }
  return {
    chainId: wholeNumber(chainId, CHAIN_IDS, '--chain-id'),
    registry: address(registry, '--registry'),
    caller: caller === undefined ? addressOf(owner) : address(caller, '--caller'),
  };
}

export function proveCommand(): Command {
  return newCommand({
    name: 'prove',
    summary:
      'Prove on which side of a ratio an account floats, and write a certificate. A false claim is refused with exit 1.',
    examples: [
      'prove --account account.json --market market.json --threshold-bps 10000 --out certificate.json',
      'prove --account account.json --market market.json --threshold-bps 15000 --min-excess 1000 --chain-id 31337 --registry 0x5FbD…0aa3 --out certificate.json',
      'prove --account account.json --market market.json --threshold-bps 10000 --insolvent --out insolvency.json',
    ],
  })
    .requiredOption('--account <file>', 'account file')
    .requiredOption('--market <file>', 'market file, or a table built by `market build --out`')
    .requiredOption('--threshold-bps <number>', 'ratio of equity to maintenance requirement, 10000 = 100%')
    .option('--min-excess <amount>', 'equity above that, up to 8 decimals', '0')
    .option('--insolvent', 'claim that equity is below the threshold')
    .option('--chain-id <number>', 'make it for a registry on this chain; for none unless given')
    .option('--registry <address>', 'address of that registry')
    .option('--caller <address>', "who will submit it; the account's owner unless given")
    .requiredOption('--out <file>', 'certificate file')
    .action(
      reporting(async (options: Options) => {
        expectReplaceable(options.out, 'a certificate', (json) => void parseCertificate(json));
        const market = readMarket(options.market);
        const account = readAccount(options.account, market);
        const claim = {
          thresholdBps: wholeNumber(options.thresholdBps, THRESHOLD_RANGE, '--threshold-bps'),
          minExcess: ticksWithin(decimalTicks(options.minExcess, '--min-excess'), EXCESS, '--min-excess'),
        };
        const side = options.insolvent ? 'insolvent' : 'solvent';
        const request = {
          account,
          market: market.market,
          claim,
          side,
          addressee: addresseeOf(options, account.owner),
        } as const;
        // A false claim is refused here, before a key is read.
        const { circuit } = stateClaim(request);
        const prover = await step('opening the prover', () => MarginProver.open(circuit));
        try {
          warnInsecure(prover.insecure);
          const certificate = await step('proving', (update) => prover.prove(request, whileProving(update)));
          const file = formatCertificate(certificate);
          writeWhole(options.out, `${toJson(file)}\n`);
          notice(`wrote ${options.out}`);
          return {
            json: { file: options.out, ...file },
            text: `Proven: ${statementInWords(certificate.statement)}. Check it with: plimsoll verify ${options.out}`,
          };
        } finally {
          await prover.close();
        }
      }),
    );
}
