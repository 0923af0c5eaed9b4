/**
 * The tree over the rows of a market table. Slots are split 4 + 3 + 3 bits: sixteen groups at the top, hashed into the
 * root, below them two levels of eight. The top is shared by all legs of an account, so a circuit hashes it once.
 * Circuit: `circuits/market/tree.circom`.
 */
import { SLOTS } from './account.ts';
import { checkTable } from './check-table.ts';
import { NO_INSTRUMENT, type MarketTable } from './market.ts';
import { leafOf, packRow, parametersHash, type PackedRow } from './packing.ts';
import { hash, TAG } from './poseidon.ts';

const ARITY = 8;
/** A slot without a row: not the hash of anything, so nothing can be opened there. */
const EMPTY_LEAF = 0n;

/** A row and its way up: eight children of the lower node, eight of the upper, each with the row's branch among them. */
export interface RowOpening {
  readonly slot: number;
  readonly row: PackedRow;
  readonly lower: readonly bigint[];
  readonly upper: readonly bigint[];
}

const EMPTY_NODE = hash(TAG.node, new Array<bigint>(ARITY).fill(EMPTY_LEAF));

/** Nodes over groups of eight; groups in which nothing but `empty` stands share one hash. */
function nodesOver(children: readonly bigint[], empty: bigint, emptyNode: bigint): bigint[] {
  return Array.from({ length: children.length / ARITY }, (_, index) => {
    const group = children.slice(index * ARITY, (index + 1) * ARITY);
    return group.every((child) => child === empty) ? emptyNode : hash(TAG.node, group);
  });
}

/** A validated market table with its hashes. Building it hashes each row once. */
export class Market {
  readonly table: MarketTable;
  /** Commits to the whole table, its parameters, its epoch and its time. */
  readonly root: bigint;
  readonly parametersHash: bigint;
  /** The sixteen children of the top. */
  readonly top: readonly bigint[];
  readonly #packed = new Map<number, PackedRow>();
  readonly #leaves: readonly bigint[];
  readonly #nodes: readonly bigint[];

  /** @throws USAGE when the table is out of range (see `checkTable`). */
  constructor(table: MarketTable) {
    this.table = checkTable(table);
    const leaves = new Array<bigint>(SLOTS).fill(EMPTY_LEAF);
    for (const row of [NO_INSTRUMENT, ...table.rows.values()]) {
      const packed = packRow(row, table);
      this.#packed.set(row.slot, packed);
      leaves[row.slot] = leafOf(packed);
    }
    this.#leaves = leaves;
    this.#nodes = nodesOver(leaves, EMPTY_LEAF, EMPTY_NODE);
    const emptyGroup = hash(TAG.node, new Array<bigint>(ARITY).fill(EMPTY_NODE));
    this.top = nodesOver(this.#nodes, EMPTY_NODE, emptyGroup);
    this.parametersHash = parametersHash(table.parameters);
    this.root = hash(TAG.market, [...this.top, this.parametersHash, BigInt(table.epoch), BigInt(table.time)]);
  }

  /** The opening of a slot, or undefined where the table has no row. Slot 0 opens for unused legs. */
  open(slot: number): RowOpening | undefined {
    const row = this.#packed.get(slot);
    if (row === undefined) return undefined;
    const lower = Math.floor(slot / ARITY);
    const upper = Math.floor(lower / ARITY);
    return {
      slot,
      row,
      lower: this.#leaves.slice(lower * ARITY, (lower + 1) * ARITY),
      upper: this.#nodes.slice(upper * ARITY, (upper + 1) * ARITY),
    };
  }
}
