/** A node and a signer for the commands that talk to a chain. */
import { JsonRpcProvider, Wallet, type Signer } from 'ethers';

import { PlimsollError } from '../../prover/errors.ts';
import { UNCACHED, type Submission } from '../client.ts';

/** What became of a transaction, for a person. */
export const sentInWords = ({ transaction, block, gas }: Submission): string =>
  `transaction ${transaction} in block ${block}, ${gas} gas`;

/** The environment variable of the private key. */
export const KEY_VARIABLE = 'PLIMSOLL_PRIVATE_KEY';

/**
 * Asks for the chain id itself: left alone, ethers asks a node that does not answer again and again, for ever.
 *
 * @throws ENVIRONMENT when nobody answers; of the address only the host is repeated, the rest may hold a key
 */
export async function connect(rpc: string): Promise<JsonRpcProvider> {
  if (!URL.canParse(rpc) || !/^https?:$/.test(new URL(rpc).protocol)) {
    const got = URL.canParse(rpc) ? new URL(rpc).protocol : 'something else';
    throw new PlimsollError('USAGE', `--rpc: expected an http or https address, got ${got}`);
  }
  try {
    const response = await fetch(rpc, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'eth_chainId', params: [] }),
      signal: AbortSignal.timeout(10_000),
    });
    const { result } = (await response.json()) as { result: string };
    return new JsonRpcProvider(rpc, BigInt(result), { staticNetwork: true, ...UNCACHED });
  } catch {
    const { host } = new URL(rpc);
    throw new PlimsollError('ENVIRONMENT', `node ${host}: expected an answer to eth_chainId (--rpc), got none`);
  }
}

/** The key of the environment, or an account that the node itself unlocks. The key is never printed. */
export async function openSigner(provider: JsonRpcProvider, from: string | undefined): Promise<Signer> {
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
