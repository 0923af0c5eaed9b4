import type { Command } from 'commander';
import { JsonRpcProvider, Wallet, type Signer } from 'ethers';

import { PlimsollError } from '../../../prover/errors.ts';
import { formatDecimal } from '../../../prover/model/units.ts';
import { parseCertificate } from '../../certificate.ts';
import { RegistryClient } from '../../client.ts';
import { newCommand, reporting } from '../command.ts';
import { readJson } from '../files.ts';
import { address } from '../inputs.ts';
import { step } from '../terminal.ts';

interface Options {
  readonly rpc: string;
  readonly registry: string;
  readonly from?: string;
}

const KEY_VARIABLE = 'PLIMSOLL_PRIVATE_KEY';

/**
 * Asks for the chain id itself: left alone, ethers asks a node that does not answer again and again, for ever.
 *
 * @throws ENVIRONMENT when nobody answers; the address is not repeated, it may hold a key
 */
async function connect(rpc: string): Promise<JsonRpcProvider> {
  if (!URL.canParse(rpc) || !/^https?:$/.test(new URL(rpc).protocol)) {
    throw new PlimsollError('USAGE', '--rpc: expected an http or https address, got something else');
  }
  try {
    const response = await fetch(rpc, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'eth_chainId', params: [] }),
      signal: AbortSignal.timeout(10_000),
    });
    const { result } = (await response.json()) as { result: string };
    return new JsonRpcProvider(rpc, BigInt(result), { staticNetwork: true });
  } catch {
    throw new PlimsollError('ENVIRONMENT', '--rpc: expected a node that answers eth_chainId, got none');
  }
}

/** The key of the environment, or an account that the node itself unlocks. The key is never printed. */
async function openSigner(provider: JsonRpcProvider, from: string | undefined): Promise<Signer> {
  if (from !== undefined) {
    return provider.getSigner(from).catch((cause: unknown) => {
      throw new PlimsollError('ENVIRONMENT', `--from: expected an account that the node unlocks, got ${from}`, {
        cause,
      });
    });
  }
  const key = process.env[KEY_VARIABLE];
  if (key === undefined || key === '')
    throw new PlimsollError(
      'USAGE',
      `${KEY_VARIABLE}: expected a private key (or --from with an account of the node), got none`,
    );
  try {
    return new Wallet(key, provider);
  } catch {
    // Without the cause: it may quote the key.
    throw new PlimsollError(
      'USAGE',
      `${KEY_VARIABLE}: expected a private key of 32 bytes in hexadecimal, got something else`,
    );
  }
}

export function certifyCommand(): Command {
  return newCommand({
    name: 'certify',
    summary: `Submit a certificate to its registry. The signer is the key in ${KEY_VARIABLE}, or --from.`,
    examples: ['certify certificate.json --rpc http://127.0.0.1:8545 --registry 0x5FbD…0aa3 --from 0xf39F…2266'],
  })
    .argument('<certificate>', 'a certificate file made for this registry and this signer')
    .requiredOption('--rpc <url>', 'JSON-RPC address of a node')
    .requiredOption('--registry <address>', 'address of the registry')
    .option('--from <address>', 'an account that the node unlocks, instead of a private key')
    .action(
      reporting(async ({ rpc, registry, from }: Options, path: string) => {
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
            text: `account ${account}: ${outcome}\ntransaction ${submission.transaction} in block ${submission.block}, ${submission.gas} gas`,
          };
        } finally {
          provider.destroy();
        }
      }),
    );
}
