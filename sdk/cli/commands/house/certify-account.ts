/** `certify --home`: a certificate of an account of the house, made and submitted in one step. */
import { formatDecimal, integer } from '../../../../prover/model/units.ts';
import { EXCESS_RANGE } from '../../../../prover/witness/statement.ts';
import { RegistryClient } from '../../../client.ts';
import { LINE_BPS, MarginProver, statementInWords } from '../../../prove.ts';
import { sentInWords } from '../../chain.ts';
import { warnInsecure, type Report } from '../../command.ts';
import { chosenAccount, openHome, withSession, type HouseOptions } from '../../house.ts';
import { decimalTicks, wholeNumber } from '../../inputs.ts';
import { whileProving } from '../../proving.ts';
import { step } from '../../terminal.ts';

export interface CertifyOptions extends HouseOptions {
  readonly thresholdBps: string;
  readonly minExcess: string;
}

/** What a certificate on chain has room for. */
const ON_CHAIN = [LINE_BPS, (1n << 24n) - 1n] as const;

/** @throws INVALID when the claim is false */
export async function certifyAccount(options: CertifyOptions): Promise<Report> {
  const home = openHome(options.home);
  const claim = {
    thresholdBps: wholeNumber(options.thresholdBps, ON_CHAIN, '--threshold-bps'),
    minExcess: integer(decimalTicks(options.minExcess, '--min-excess'), EXCESS_RANGE, '--min-excess'),
  };
  const { registry, chainId } = home.house.deployment;
  return withSession(home, options, async ({ holder, market }) => {
    const { id, account } = await chosenAccount({ holder }, options);
    const built = await holder.newest(market().market);
    const prover = await step('opening the prover', () => MarginProver.openFor(account, built));
    try {
      warnInsecure(prover.insecure);
      const addressee = { chainId, registry, caller: await holder.client.address() };
      const certificate = await step('proving', (update) =>
        prover.prove({ account, market: built, side: 'solvent', claim, addressee }, whileProving(update)),
      );
      const client = new RegistryClient(registry, holder.client.signer);
      const submission = await step('sending', () => client.certify(certificate));
      const held = await client.certificateOf(id);
      return {
        json: { account: id, ...submission, certificate: held },
        text: `account ${id}: ${statementInWords(certificate.statement)}, epoch ${held.epoch}, certified with an excess of ${formatDecimal(held.excess, 8)}\n${sentInWords(submission)}`,
      };
    } finally {
      await prover.close();
    }
  });
}
