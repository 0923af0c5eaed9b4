import { Command, CommanderError } from 'commander';

import { PlimsollError } from '../../prover/errors.ts';
import { exitCodeOf, reportError, reportInterruption, toPlimsollError } from './errors.ts';
import { interruptedCode, listenForInterruption } from './interruption.ts';
import { accountCommand } from './commands/account.ts';
import { certifyCommand } from './commands/certify.ts';
import { compareCommand } from './commands/compare.ts';
import { demoCommand } from './commands/demo.ts';
import { doctorCommand } from './commands/doctor.ts';
import { explainCommand } from './commands/explain.ts';
import { acceptCommand } from './commands/house/accept.ts';
import { claimCommand } from './commands/house/claim.ts';
import { depositCommand } from './commands/house/deposit.ts';
import { liquidationKeyCommand } from './commands/house/liquidation-key.ts';
import { nodeCommand } from './commands/house/node.ts';
import { openCommand } from './commands/house/open.ts';
import { payQueueCommand } from './commands/house/pay-queue.ts';
import { positionsCommand } from './commands/house/positions.ts';
import { quoteCommand } from './commands/house/quote.ts';
import { refreshCommand } from './commands/house/refresh.ts';
import { relayCommand } from './commands/house/relay.ts';
import { restoreCommand } from './commands/house/restore.ts';
import { rotateKeyCommand } from './commands/house/rotate-key.ts';
import { settleCommand } from './commands/house/settle.ts';
import { transferCommand } from './commands/house/transfer.ts';
import { withdrawCommand } from './commands/house/withdraw.ts';
import { marginCommand } from './commands/margin.ts';
import { marketCommand } from './commands/market.ts';
import { proveCommand } from './commands/prove.ts';
import { setupCommand } from './commands/setup.ts';
import { verifyCommand } from './commands/verify.ts';
import { whatIfCommand } from './commands/whatif.ts';

const program = new Command('plimsoll')
  .description('Proves on which side of its maintenance line a derivatives account floats, without showing a position.')
  .version('0.1.0')
  .addHelpText(
    'after',
    '\nExit codes: 0 valid, 1 proven invalid, 2 wrong usage or input, 3 something missing here (run `plimsoll doctor`), 130 interrupted.',
  );

for (const make of [
  demoCommand,
  doctorCommand,
  setupCommand,
  marketCommand,
  accountCommand,
  marginCommand,
  explainCommand,
  compareCommand,
  whatIfCommand,
  proveCommand,
  verifyCommand,
  certifyCommand,
  nodeCommand,
  openCommand,
  depositCommand,
  withdrawCommand,
  payQueueCommand,
  claimCommand,
  transferCommand,
  quoteCommand,
  acceptCommand,
  settleCommand,
  refreshCommand,
  positionsCommand,
  rotateKeyCommand,
  restoreCommand,
  relayCommand,
  liquidationKeyCommand,
])
  program.addCommand(make());

/** Errors of usage are reported like all others, by `reportError`. */
function throwInsteadOfExit(command: Command): void {
  command.exitOverride().configureOutput({ outputError: () => undefined });
  command.commands.forEach(throwInsteadOfExit);
}

const wantsJson = process.argv.includes('--json');

function fail(thrown: unknown): void {
  const error = toPlimsollError(thrown);
  reportError(error, wantsJson);
  process.exitCode = exitCodeOf(error.code);
}

/** Once, and not after the command's own document. */
let ended = false;
function endInterrupted(): void {
  if (ended) return;
  ended = true;
  reportInterruption(wantsJson);
}

async function main(): Promise<void> {
  throwInsteadOfExit(program);
  try {
    await program.parseAsync();
    ended = true;
  } catch (thrown) {
    // Help and version were asked for and are printed. Help in place of a missing command is a mistake.
    if (thrown instanceof CommanderError && thrown.exitCode === 0) return;
    if (interruptedCode() !== undefined) {
      endInterrupted();
      return;
    }
    const missing = thrown instanceof CommanderError && thrown.code === 'commander.help';
    fail(missing ? new PlimsollError('USAGE', 'command: expected one that --help lists, got none') : thrown);
  }
}

// Left alone, Node would exit with 1, which here means that something was proven invalid.
process.once('uncaughtException', (thrown) => {
  fail(thrown);
  process.exit();
});
// Whoever reads stdout may have read enough.
process.stdout.once('error', () => process.exit());
listenForInterruption(endInterrupted);
await main();
process.exitCode = interruptedCode() ?? process.exitCode;
