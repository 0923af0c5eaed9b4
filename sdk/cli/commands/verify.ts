import type { Command } from 'commander';

import { addressOf, parseCertificate, wordOf, type Certificate } from '../../certificate.ts';
import { statementInWords } from '../../prove.ts';
import { verifyCertificate, type Verification } from '../../verify.ts';
import { newCommand, reporting, warnInsecure } from '../command.ts';
import { readJson } from '../files.ts';
import { readAccount, readMarket } from '../inputs.ts';
import { onStdout } from '../terminal.ts';

interface Options {
  readonly market?: string;
  readonly account?: string;
}

const NO_ADDRESS = addressOf(0n);

function provenLines(certificate: Certificate, { insecure }: Verification): string[] {
  const { statement, context } = certificate;
  const addressee =
    context.chainId === 0n
      ? 'no chain (nothing on chain accepts it)'
      : `chain ${context.chainId}, registry ${context.registry}, submitted by ${context.caller}`;
  return [
    'Proven:',
    `  The account behind commitment ${wordOf(statement.commitment)}`,
    `  valued at market root         ${wordOf(statement.marketRoot)}`,
    `  floats so: ${statementInWords(statement)}.`,
    `  Made for ${addressee}; account ${context.account}, sequence ${context.sequence}.`,
    ...(insecure ? ['  INSECURE: the key is a development key, so anybody could have forged this.'] : []),
  ];
}

function unprovenLines({ market, context }: Certificate, options: Options): string[] {
  const time = new Date(market.time * 1000).toISOString();
  return [
    'Not proven:',
    options.market === undefined
      ? `  That the root is of epoch ${market.epoch} at ${time}: the file says so. Check with --market, or on chain.`
      : `  That the prices of epoch ${market.epoch} at ${time} are true: that is their publisher's word.`,
    '  That the commitment is the current and whole book of the account: that is the word of the venue that attests it.',
    ...(context.chainId !== 0n && context.registry !== NO_ADDRESS
      ? ['  That the registry has accepted it: ask isSolvent there.']
      : []),
  ];
}

/** What the checks come to. A good proof about something else is still a proof, only not of what was asked. */
function headline({ valid, checks }: Verification): string {
  if (valid) return onStdout('green', 'VALID');
  const failed = checks.filter(({ ok }) => !ok).map(({ name }) => name);
  return failed.every((name) => name === 'market' || name === 'account')
    ? onStdout('red', `INVALID here: its proof holds, but this certificate is not about that ${failed.join(' and ')}.`)
    : onStdout('red', 'INVALID: this certificate proves nothing.');
}

function render(certificate: Certificate, verification: Verification, options: Options): string {
  const checks = verification.checks.map(
    ({ name, ok, reason }) =>
      `  ${ok ? onStdout('green', '✔') : onStdout('red', '✘')} ${name}${reason === undefined ? '' : `: ${reason}`}`,
  );
  return [
    headline(verification),
    ...checks,
    ...(verification.valid ? [...provenLines(certificate, verification), ...unprovenLines(certificate, options)] : []),
  ].join('\n');
}

export function verifyCommand(): Command {
  return newCommand({
    name: 'verify',
    summary: 'Check a certificate, without chain or network: exit 0 when it is valid, 1 when not.',
    examples: [
      'verify certificate.json',
      'verify certificate.json --market market.json',
      'verify certificate.json --account account.json --json',
    ],
  })
    .argument('<certificate>', 'a certificate file')
    .option('--market <file>', 'also check that the root is that of this market file')
    .option('--account <file>', 'also check that the commitment is that of this account file')
    .action(
      reporting(async (options: Options, path: string) => {
        const certificate = parseCertificate(readJson(path), path);
        const market = options.market === undefined ? undefined : readMarket(options.market);
        const account = options.account === undefined ? undefined : readAccount(options.account, market);
        const verification = await verifyCertificate(certificate, {
          ...(market !== undefined && { market: market.market }),
          ...(account !== undefined && { account }),
        });
        warnInsecure(verification.insecure);
        const { statement } = certificate;
        return {
          json: {
            valid: verification.valid,
            insecure: verification.insecure,
            claim: statementInWords(statement),
            circuit: certificate.circuit,
            commitment: wordOf(statement.commitment),
            marketRoot: wordOf(statement.marketRoot),
            thresholdBps: statement.thresholdBps,
            minExcess: statement.minExcess,
            solvent: statement.solvent,
            checks: verification.checks,
          },
          text: render(certificate, verification, options),
          exitCode: verification.valid ? 0 : 1,
        };
      }),
    );
}
