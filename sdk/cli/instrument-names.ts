/** Errors of the model name slots: the command line puts the names beside them that a market it read has for these. */
import type { BuiltMarket } from '../risk/table.ts';

/** One process is one command, which reads one market and at most its successor. */
const names = new Map<number, string>();

export function rememberNames<Market extends Pick<BuiltMarket, 'instruments'>>(market: Market): Market {
  for (const { slot, name } of market.instruments) names.set(slot, name);
  return market;
}

/** A message with the name of an instrument behind each slot. */
export const inNames = (message: string): string =>
  message.replaceAll(/\bslot (\d+)/g, (text, slot) => {
    const name = names.get(Number(slot));
    return name === undefined ? text : `${text} (${name})`;
  });
