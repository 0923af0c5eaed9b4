import type { Command } from 'commander';

import { PlimsollError } from '../../../prover/errors.ts';
import { formatDecimal } from '../../../prover/model/units.ts';
import { parseCertificate } from '../../certificate.ts';
import { RegistryClient } from '../../client.ts';
import { connect, KEY_VARIABLE, openSigner, sentInWords } from '../chain.ts';
import { newCommand, reporting, type Report } from '../command.ts';
import { readJson } from '../files.ts';
import { address } from '../inputs.ts';
import { step } from '../terminal.ts';
import { certifyAccount, type CertifyOptions } from './house/certify-account.ts';

interface Options extends Omit<CertifyOptions, 'home'> {
  readonly home?: string;
  readonly registry?: string;
}

/** @throws USAGE when it is not said where the certificate goes */
async function submitFile(path: string, { rpc, registry, from }: Options): Promise<Report> {
  if (rpc === undefined || registry === undefined)
    throw new PlimsollError('USAGE', '--rpc and --registry: expected both with a certificate file, got none or one');
  address(registry, '--registry');
  if (from !== undefined) address(from, '--from');
  const certificate = parseCertificate(readJson(path), path);
  const provider = await connect(rpc);
  try {
    const client = new RegistryClient(registry, await openSigner(provider, from));
    const submission = await step(`sending ${certificate.context.purpose}`, () => client.submit(certificate));
    const { account } = certificate.context;
    const [held, gate] = await Promise.all([client.certificateOf(account), client.gateOf(account)]);
    const outcome =
      certificate.context.purpose === 'certify'
        ? `certified at ${formatDecimal(held.ratioBps, 2)}% with an excess of ${formatDecimal(held.excess, 8)}, epoch ${held.epoch}`
        : `proven insolvent at epoch ${gate.epoch} by ${gate.liquidator}: the gate is open`;
    return {
      json: { purpose: certificate.context.purpose, account, ...submission, certificate: held, gate },
      text: `account ${account}: ${outcome}\n${sentInWords(submission)}`,
    };
  } finally {
    provider.destroy();
  }
}

export function certifyCommand(): Command {
  return newCommand({
    name: 'certify',
    summary: `Submit a certificate to its registry, or with --home make one of an account of a clearing house and submit it. The signer is the key in ${KEY_VARIABLE}, or --from.`,
    examples: [
      'certify certificate.json --rpc http://127.0.0.1:8545 --registry 0x5FbD…0aa3 --from 0xf39F…2266',
      'certify --home me --threshold-bps 15000 --from 0x90F7…b906',
    ],
  })
    .argument('[certificate]', 'a certificate file made for this registry and this signer')
    .option('--rpc <url>', "JSON-RPC address of a node; with --home the deployment's unless given")
    .option('--registry <address>', 'address of the registry; with --home that of the deployment')
    .option('--from <address>', 'an account that the node unlocks, instead of a private key')
    .option('--home <folder>', 'home of the account, instead of a certificate file')
    .option('--account <id>', 'one of several accounts of the home, by its id or how it begins')
    .option(
      '--market <file>',
      'with --home, market file or built table in force; the one beside the deployment unless given',
    )
    .option('--threshold-bps <number>', 'with --home, ratio to certify, 10000 = 100%', '10000')
    .option('--min-excess <amount>', 'with --home, equity above that, up to 8 decimals', '0')
    .action(
      reporting(({ home, ...options }: Options, path?: string) => {
        if ((path === undefined) === (home === undefined))
          throw new PlimsollError(
            'USAGE',
            `certificate: expected a file or --home, got ${home === undefined ? 'none' : 'both'}`,
          );
        if (home !== undefined && options.registry !== undefined)
          throw new PlimsollError('USAGE', '--registry: expected none with --home, which names one, got one');
        return home === undefined ? submitFile(path ?? '', options) : certifyAccount({ ...options, home });
      }),
    );
}
