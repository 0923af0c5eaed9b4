import { join } from 'node:path';
import type { Command } from 'commander';

import { marketAfter, SNAPSHOT } from '../../../demo/book.ts';
import { buildContracts, serveLocalChain } from '../../../demo/chain.ts';
import { writeWhole } from '../../../files/write.ts';
import { formatDeployment } from '../../../house/deployment.ts';
import { Folder } from '../../../house/home/folder.ts';
import { raiseHouse, type HouseNode } from '../../../house/node.ts';
import { formatTableFile, parseTableFile, type HashedMarket } from '../../../table-file.ts';
import { newCommand, serving, toJson } from '../../command.ts';
import { expectReplaceable } from '../../files.ts';
import { homeOption, NODE_FILES, writeLiquidationSecret } from '../../house.ts';
import { readMarket, wholeNumber } from '../../inputs.ts';
import { notice, step } from '../../terminal.ts';

interface Options {
  readonly home: string;
  readonly market?: string;
  readonly host: string;
  readonly port: string;
}

const PORTS = [0n, 65_535n] as const;

function render(folder: string, { deployment, governance, traders }: HouseNode): string {
  const { rpc, house, registry, roots, router, assets } = deployment;
  return [
    `node           ${rpc}, chain ${deployment.chainId}`,
    `clearing house ${house}`,
    `registry       ${registry}`,
    `market roots   ${roots}`,
    `router         ${router}`,
    ...assets.map(({ name, token, decimals }) => `token          ${token} ${name}, ${decimals} decimals`),
    `governance     ${governance}`,
    ...traders.map((trader) => `trader         ${trader}`),
    `The traders hold tokens, and their keys are public: name one by --from.`,
    `deployment     ${join(folder, NODE_FILES.deployment)}`,
    'Ctrl-C ends the node, and its chain with it.',
  ].join('\n');
}

/** Writes what whoever uses the node needs, the deployment last: with it the folder is whole. */
function leaveFiles(folder: Folder, node: HouseNode, market: HashedMarket): void {
  const write = (name: string, content: unknown): void => writeWhole(folder.file(name), `${toJson(content)}\n`);
  write(NODE_FILES.market, formatTableFile(market));
  writeLiquidationSecret(folder.file(NODE_FILES.liquidation), node.liquidationSecret);
  write(NODE_FILES.deployment, formatDeployment(node.deployment));
}

export function nodeCommand(): Command {
  return newCommand({
    name: 'node',
    summary:
      'Run a local chain with a clearing house on it: contracts, tokens, the market published. For trying out; it holds no value.',
    examples: ['node --home node', 'node --home node --market market.json --port 8546'],
  })
    .addOption(homeOption())
    .option('--market <file>', 'market file or built table to publish; BTC options of 2020-05-21 unless given')
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--port <number>', 'port to listen on, 0 for a free one', '8545')
    .action(
      serving(async ({ home, market: path, host, port }: Options) => {
        const number = Number(wholeNumber(port, PORTS, '--port'));
        const folder = Folder.create(home);
        expectReplaceable(folder.file(NODE_FILES.market), 'a built table', (json) => void parseTableFile(json));
        const market = path === undefined ? marketAfter(SNAPSHOT) : readMarket(path);
        await step('contracts', () => buildContracts());
        const chain = await serveLocalChain({ time: market.table.time, host, port: number });
        try {
          const node = await step('clearing house', () => raiseHouse({ chain, rpc: chain.rpc, market }));
          leaveFiles(folder, node, market);
          const { liquidationSecret: _secret, ...shown } = node;
          notice('warning: INSECURE development keys, and accounts whose keys are public: for this machine only.');
          return {
            report: { json: { home, ...shown }, text: render(home, node) },
            close: () => chain.close(),
          };
        } catch (error) {
          await chain.close();
          throw error;
        }
      }),
    );
}
