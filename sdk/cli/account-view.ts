/** An account as its holder sees it. */
import { commitmentOf, type Account } from '../../prover/model/account.ts';
import { formatDecimal } from '../../prover/model/units.ts';
import { addressOf, wordOf } from '../certificate.ts';
import { breakdown } from '../risk/breakdown.ts';
import type { HashedMarket } from '../table-file.ts';
import { amount, ratio } from './amount.ts';
import { renderTable } from './table.ts';

/** How the account stands in a market, for its holder only. */
function marginOf(account: Account, market: HashedMarket) {
  const margin = breakdown(account, market, 'maintenance');
  const { equity, requirement, excess, ratioBps, driver } = margin;
  return {
    equity,
    requirement,
    excess,
    ...(ratioBps !== undefined && { ratioBps }),
    initialRequirement: breakdown(account, market, 'initial').requirement,
    driver,
    ...(margin.method === 'portfolio' && { worst: margin.worst }),
  };
}

function renderMargin(margin: ReturnType<typeof marginOf>): string {
  const { worst } = margin;
  return [
    `equity                   ${amount(margin.equity, 'equity')}`,
    `maintenance requirement  ${amount(margin.requirement, 'requirement')}, most of it for: ${margin.driver}`,
    `ratio                    ${ratio(margin.ratioBps)}`,
    `initial requirement      ${amount(margin.initialRequirement, 'requirement')}`,
    ...(worst === undefined ? [] : [`worst scenario           ${worst.name}, ${amount(worst.loss, 'equity')}`]),
  ].join('\n');
}

/** All but the blinding. */
export function describeAccount(account: Account, market: HashedMarket | undefined) {
  const names = new Map(market?.instruments.map(({ slot, name }) => [slot, name]));
  return {
    commitment: wordOf(commitmentOf(account)),
    id: wordOf(account.id),
    owner: addressOf(account.owner),
    method: account.method,
    sequence: account.sequence,
    cash: formatDecimal(account.cash, 8),
    legs: account.legs.map((leg) => ({
      instrument: leg.instrument,
      ...(names.has(leg.instrument) && { name: names.get(leg.instrument) }),
      size: formatDecimal(leg.size, 8),
      cost: formatDecimal(leg.cost, 8),
    })),
    ...(market !== undefined && { margin: marginOf(account, market) }),
  };
}

/** The same for a person. */
export function renderAccount(described: ReturnType<typeof describeAccount>): string {
  const rows = described.legs.map(({ instrument, name, size: held, cost }) => [instrument, name ?? '', held, cost]);
  const { commitment, id, owner, method, sequence, cash: held } = described;
  return [
    `commitment ${commitment}`,
    `account    ${id}`,
    `owner      ${owner}`,
    `method     ${method}, sequence ${sequence}, cash ${held}`,
    ...(described.legs.length === 0 ? ['no legs'] : [renderTable(['>slot', 'instrument', '>size', '>cost'], rows)]),
    ...(described.margin === undefined ? [] : [renderMargin(described.margin)]),
  ].join('\n');
}
