import type { Command } from 'commander';

import { Relay, RELAY_LIMITS } from '../../../house/relay/relay.ts';
import { newCommand, serving } from '../../command.ts';
import { wholeNumber } from '../../inputs.ts';

interface Options {
  readonly host: string;
  readonly port: string;
  readonly minutes: string;
}

const PORTS = [0n, 65_535n] as const;
/** A day at most: a quote that is older is none. */
const MINUTES = [1n, 1440n] as const;

export function relayCommand(): Command {
  return newCommand({
    name: 'relay',
    summary: 'Carry sealed letters between traders. A relay sees channels, lengths and times, never what is written.',
    examples: ['relay', 'relay --host 0.0.0.0 --port 8787 --minutes 30'],
  })
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--port <number>', 'port to listen on, 0 for a free one', '8787')
    .option('--minutes <number>', 'how long a letter is kept', String(RELAY_LIMITS.life / 60_000))
    .action(
      serving(async ({ host, port, minutes }: Options) => {
        const life = Number(wholeNumber(minutes, MINUTES, '--minutes')) * 60_000;
        const relay = await Relay.listen({
          host,
          port: Number(wholeNumber(port, PORTS, '--port')),
          limits: { life },
        });
        return {
          report: {
            json: { url: relay.url, limits: { ...RELAY_LIMITS, life } },
            text: `relay ${relay.url}\nCtrl-C ends it, and forgets every letter.`,
          },
          close: () => relay.close(),
        };
      }),
    );
}
