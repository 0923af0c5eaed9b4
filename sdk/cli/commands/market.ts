import type { Command } from 'commander';

import { formatDecimal } from '../../../prover/model/units.ts';
import { wordOf } from '../../certificate.ts';
import { writeWhole } from '../../files/write.ts';
import { formatTableFile, parseTableFile, type HashedMarket } from '../../table-file.ts';
import { newCommand, newGroup, reporting, toJson } from '../command.ts';
import { expectReplaceable, readJson } from '../files.ts';
import { readMarket } from '../inputs.ts';
import { renderTable } from '../table.ts';
import { notice } from '../terminal.ts';

interface Options {
  readonly out?: string;
  readonly previous?: string;
}

const priceOf = (market: HashedMarket, slot: number): string =>
  formatDecimal(market.table.rows.get(slot)?.settlementPrice ?? 0n, 8);

const describe = (market: HashedMarket) => ({
  root: wordOf(market.market.root),
  epoch: market.table.epoch,
  time: market.table.time,
  parameterVersion: market.table.parameters.version,
  scenarios: market.scenarios.length,
  underlyings: market.underlyings,
  expiries: [...market.table.expiries.keys()].map((key) => {
    const [underlying = 0, expiry = 0] = key.split('/').map(Number);
    return { underlying, expiry };
  }),
  instruments: market.instruments.map((instrument) => ({ ...instrument, price: priceOf(market, instrument.slot) })),
});

function render(market: HashedMarket): string {
  const described = describe(market);
  const rows = described.instruments.map(({ slot, name, kind, price }) => [slot, name, kind, price]);
  return [
    renderTable(['>slot', 'instrument', 'kind', '>price'], rows),
    `root  ${described.root}`,
    `epoch ${described.epoch}, prices of ${new Date(described.time * 1000).toISOString()}, parameters version ${described.parameterVersion}`,
  ].join('\n');
}

export function marketCommand(): Command {
  const build = newCommand({
    name: 'build',
    summary: 'Build the table of integer rows from a market file, and hash it to the root that a publisher posts.',
    examples: [
      'market build market.json',
      'market build market.json --out table.json --json',
      'market build market.json --previous table.json --out next.json',
    ],
  })
    .argument('<file>', 'a market file, or a table built before, which is hashed and checked again')
    .option('--out <file>', 'write the whole table there, for `prove --market` and anyone who wants to check the root')
    .option('--previous <table>', 'the table posted before: instruments keep their slots in it, or nothing is built')
    .action(
      reporting(({ out, previous }: Options, path: string) => {
        if (out !== undefined) expectReplaceable(out, 'a built table', (json) => void parseTableFile(json));
        const before = previous === undefined ? undefined : parseTableFile(readJson(previous), previous);
        const market = readMarket(path, before);
        if (out !== undefined) {
          writeWhole(out, `${toJson(formatTableFile(market))}\n`);
          notice(`wrote ${out}`);
        }
        return { json: describe(market), text: render(market) };
      }),
    );
  return newGroup(
    { name: 'market', summary: 'Market tables: what accounts are valued by.', examples: ['market build market.json'] },
    [build],
  );
}
