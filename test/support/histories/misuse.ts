/** What everybody sees of a call before it is in a block, sent as something else. */
import { encodeBytes32String } from 'ethers';
import { type asSide, asStruct } from '../../../sdk/house/client.ts';
import type { Call } from './attempt.ts';
import type { RealHouse } from './house.ts';
import type { Pool } from './pool.ts';

type Struct = ReturnType<typeof asStruct>;
type SideStruct = ReturnType<typeof asSide>;

/** Order of the field of the curve's coordinates: a coordinate that much higher is the same point, written otherwise. */
const BASE_FIELD = 21888242871839275222246405745257275088696311157297823662689037894645226208583n;
/** The least that every token can move, in ticks. */
const UNIT = 100n;

/** @param call with changes in it, that is in order */
export function alterationsOf(call: Call, pool: Pool, { parts }: RealHouse): Call[] {
  const parties = call.method === 'trade' || call.method === 'transfer' ? [0, 1] : [0];
  return [...parties.flatMap((party) => altered(call, party, pool)), ...misdirected(call, parts)];
}

/** With another part in what one party brings: its change, and in a trade what it signed. */
function altered(call: Call, party: number, pool: Pool): Call[] {
  const { args } = call;
  const brought = args[party] as Struct | SideStruct;
  const change = 'change' in brought ? brought.change : brought;
  const withPart = (part: object): Call => ({ ...call, args: args.with(party, { ...brought, ...part }) });
  const withChange = (part: Partial<Struct>): Call =>
    withPart('change' in brought ? { change: { ...change, ...part } } : part);
  const others = [...pool.receipts, ...pool.payments, ...pool.refreshes].map(({ proven }) => asStruct(proven));
  const other = others.find(({ newCommitment }) => newCommitment !== change.newCommitment)!;
  const stranger = others.find(({ account }) => account !== change.account)!;
  const [x = 0n, ...coordinates] = change.proof;
  return [
    withChange({ proof: other.proof }),
    withChange({ proof: [x + BASE_FIELD, ...coordinates] }),
    withChange({ newCommitment: other.newCommitment }),
    withChange({ account: stranger.account }),
    withChange({ sealedState: change.sealedState.with(0, change.sealedState[0]! ^ 1n) }),
    withChange({ sealedState: change.sealedState.slice(0, -1) }),
    ...['deposit-8', 'transition-isolated-4', 'transition-cross-8', 'reduce-isolated-4', 'open']
      .map(encodeBytes32String)
      .filter((circuit) => circuit !== change.circuit)
      .map((circuit) => withChange({ circuit })),
    ...('change' in brought
      ? [
          withPart({ deadline: brought.deadline + 1n }),
          withPart({ signature: (args[1 - party] as SideStruct).signature }),
        ]
      : []),
  ];
}

/** By another, of another amount, of another kind. */
function misdirected(call: Call, { stranger, owners }: RealHouse['parts']): Call[] {
  const { args } = call;
  const byStranger = { ...call, by: stranger };
  const as = (method: string, altered: readonly unknown[]): Call => ({ ...call, method, args: altered });
  const more = (amount: unknown): bigint => (amount as bigint) + UNIT;
  switch (call.method) {
    case 'deposit': {
      const [change, slot, amount] = args;
      return [
        byStranger,
        as('deposit', [change, slot, more(amount)]),
        as('withdraw', [...args, owners[0]]),
        as('refresh', [change]),
      ];
    }
    case 'withdraw': {
      const [change, slot, amount, recipient] = args;
      return [
        byStranger,
        as('withdraw', [change, slot, more(amount), recipient]),
        as('deposit', [change, slot, amount]),
        as('refresh', [change]),
      ];
    }
    case 'transfer': {
      const [from, to, slot, amount] = args;
      return [
        byStranger,
        as('transfer', [from, to, slot, more(amount)]),
        as('transfer', [from, from, slot, amount]),
        as('transfer', [to, from, slot, amount]),
        as('withdraw', [to, slot, amount, owners[0]]),
      ];
    }
    case 'refresh': {
      const [change] = args;
      return [byStranger, as('withdraw', [change, 0, UNIT, owners[0]]), as('deposit', [change, 0, UNIT])];
    }
    default: {
      const [buyer, seller, fill] = args;
      const { change } = buyer as SideStruct;
      return [
        as('trade', [seller, buyer, fill]),
        as('trade', [buyer, buyer, fill]),
        as('trade', [buyer, seller, more(fill)]),
        { ...as('refresh', [change]), by: owners[0]! },
      ];
    }
  }
}
