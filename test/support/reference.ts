/** The independent integer reference of every method, on an account and a table as the model takes them. */
import type { Account, Method } from '../../prover/model/account.ts';
import type { MarginLevel, MarketTable, Row } from '../../prover/model/market.ts';
import { integerCross } from '../reference/cross.ts';
import { integerMargin } from '../reference/integer.ts';
import { integerIsolated, type IntegerAmounts } from '../reference/isolated.ts';

type Reference = (account: Account, table: MarketTable, level: MarginLevel) => IntegerAmounts;

/** The account with what a method reads of each row. */
function bookOf<Taken>(account: Account, table: MarketTable, taken: (row: Row) => Taken) {
  const legs = account.legs.map(({ instrument, size, cost }) => ({
    slot: instrument,
    size,
    cost,
    row: taken(table.rows.get(instrument)!),
  }));
  return { cash: account.cash, legs };
}

const REFERENCES: Readonly<Record<Method, Reference>> = {
  isolated: (account, table, level) => {
    const taken = ({ settlementPrice, sizeTiers }: Row) => ({ settlementPrice, sizeTiers: sizeTiers! });
    return integerIsolated(bookOf(account, table, taken), level);
  },
  cross: (account, table, level) => {
    const taken = ({ underlying, settlementPrice, option, cross }: Row) => ({
      underlying,
      settlementPrice,
      expiry: option?.expiry,
      cross: cross!,
    });
    return integerCross(bookOf(account, table, taken), level);
  },
  portfolio: (account, table, level) =>
    integerMargin(account, { ...table.parameters, rows: table.rows, expiries: table.expiries }, level),
};

/** Equity and requirement at the decimals of the account's method. */
export function referenceMargin(account: Account, table: MarketTable, level: MarginLevel): IntegerAmounts {
  const { equity, requirement } = REFERENCES[account.method](account, table, level);
  return { equity, requirement };
}
