import { expect } from 'chai';
import type { PlimsollError } from '../../prover/errors.ts';
import { checkClosed, checkConserved } from '../../scripts/e2e/checks.ts';
import { dryRun, type EpochReport } from '../../scripts/e2e/dry-run.ts';
import { buildEpochs, pricesOf, type Epoch } from '../../scripts/e2e/epochs.ts';
import { REFUSALS, type EpochPlan, type Plan, type Step } from '../../scripts/e2e/plan.ts';
import { makePlan } from '../../scripts/e2e/planner.ts';
import { CRASH, SMALL, type Scenario } from '../../scripts/e2e/scenario.ts';
import { countSteps, showEpoch } from '../../scripts/e2e/show.ts';
import type { Cash, Size } from '../../prover/model/units.ts';
import { runNode } from '../support/cli.ts';
import { sharedPath } from '../support/shared.ts';

const SEED = BigInt(process.env['PLIMSOLL_SEED'] ?? 20200312);
const SEEDS = 8n;

interface Run {
  readonly epochs: readonly Epoch[];
  readonly plan: Plan;
  readonly reports: readonly EpochReport[];
}

const tradersOf = ({ action }: Step): string[] =>
  action.do === 'trade' ? [action.buyer, action.seller] : [action.trader];

describe(`a run on models (PLIMSOLL_SEED=${SEED})`, () => {
  const runs = new Map<Scenario, Run>();
  before(function () {
    sharedPath(this, 'data', 'prices');
    for (const scenario of [CRASH, SMALL]) {
      const epochs = buildEpochs(scenario, pricesOf(scenario));
      const plan = makePlan(scenario, epochs, scenario.seed);
      runs.set(scenario, { epochs, plan, reports: [...dryRun(plan, epochs)] });
    }
  });
  const runOf = (scenario: Scenario): Run => runs.get(scenario) ?? expect.fail('no run');

  /** What a run with another plan for one of its epochs fails with. */
  function failure(epoch: number, edit: (plan: EpochPlan) => Partial<EpochPlan>): string {
    const { plan, epochs } = runOf(CRASH);
    const edited = plan.epochs.map((each) => (each.epoch === epoch ? { ...each, ...edit(each) } : each));
    try {
      expect([...dryRun({ ...plan, epochs: edited }, epochs)]).to.have.length(plan.epochs.length);
    } catch (error) {
      return (error as PlimsollError).message;
    }
    return 'nothing';
  }
  const without = (unwanted: (step: Step) => boolean) => (plan: EpochPlan) => {
    const index = plan.steps.findIndex(unwanted);
    expect(index).to.be.at.least(0);
    return { steps: plan.steps.toSpliced(index, 1) };
  };
  const FALL = 7;
  const EXPIRY = 10;

  it('does everything there is, and refuses for every reason there is', () => {
    const steps = ['deposit', 'trade', 'reduce', 'settle', 'withdraw', 'certify'];
    const refusals = Object.keys(REFUSALS).map((reason) => `refused: ${reason}`);
    expect(countSteps(runOf(CRASH).reports)).to.include.all.keys(...steps, ...refusals);
    expect(countSteps(runOf(SMALL).reports)).to.include.all.keys(
      ...steps.filter((step) => step !== 'reduce'),
      'refused: below initial margin',
      'refused: below maintenance',
      'refused: instrument settled',
    );
  });

  it('has accounts of every method, all of whom trade, and trades of every instrument', () => {
    for (const scenario of [CRASH, SMALL]) {
      const { plan, epochs } = runOf(scenario);
      expect(new Set(plan.traders.map(({ method }) => method))).to.have.keys('isolated', 'cross', 'portfolio');
      const trades = plan.epochs.flatMap(({ steps }) =>
        steps.filter(({ action, refused }) => action.do === 'trade' && refused === undefined),
      );
      expect(new Set(trades.flatMap(tradersOf))).to.have.keys(...plan.traders.map(({ name }) => name));
      const traded = new Set(trades.map(({ action }) => (action.do === 'trade' ? action.instrument : 0)));
      expect([...traded]).to.have.members(epochs[0]?.market.instruments.map(({ slot }) => slot) ?? []);
    }
  });

  it('the fall takes somebody under maintenance, who tops up before anything else of theirs is done', () => {
    for (const [scenario, fall] of [
      [CRASH, FALL],
      [SMALL, 2],
    ] as const) {
      const { below, steps } = runOf(scenario).plan.epochs[fall - 1] ?? expect.fail();
      expect(below).to.not.deep.equal([]);
      for (const trader of below) {
        const own = steps.filter((step) => tradersOf(step).includes(trader));
        expect(own.find(({ refused }) => refused === undefined)?.action.do).to.equal('deposit');
        expect(own.some(({ refused }) => refused === 'below maintenance')).to.equal(true);
      }
    }
  });

  it('the same seed gives the same plan, another seed another', () => {
    const { plan, epochs } = runOf(SMALL);
    expect(makePlan(SMALL, epochs, plan.seed)).to.deep.equal(plan);
    expect(makePlan(SMALL, epochs, plan.seed + 1n).epochs).to.not.deep.equal(plan.epochs);
  });

  it('whatever the seed, everything is conserved and nobody ends an epoch under maintenance', () => {
    for (const scenario of [CRASH, SMALL]) {
      const { epochs } = runOf(scenario);
      for (let seed = SEED; seed < SEED + SEEDS; seed++) {
        const reports = [...dryRun(makePlan(scenario, epochs, seed), epochs)];
        expect(reports, `seed ${seed}`).to.have.length(epochs.length);
      }
    }
  });

  it('stops where a trader under maintenance does not top up', () => {
    const [cured] = runOf(CRASH).plan.epochs[FALL - 1]?.below ?? expect.fail();
    expect(
      failure(
        FALL,
        without(({ action, refused }) => action.do === 'deposit' && !refused && action.trader === cured),
      ),
    ).to.match(/expected at least the (initial|maintenance) requirement|at the end of an epoch, got under/);
  });

  it('stops where the plan leaves out who is under maintenance', () => {
    expect(failure(FALL, () => ({ below: [] }))).to.match(/^epoch 7: expected nobody under maintenance, got /);
  });

  it('stops where an expired leg is not settled, on one side or on both', () => {
    expect(
      failure(
        EXPIRY,
        without(({ action }) => action.do === 'settle'),
      ),
    ).to.match(/expected every expired leg settled|worth of all accounts/);
    const toppedUpOnly = ({ steps }: EpochPlan) => ({
      steps: steps.filter(({ action, refused }) => action.do === 'deposit' && refused === undefined),
    });
    expect(failure(EXPIRY, toppedUpOnly)).to.match(/expected every expired leg settled/);
  });

  it('stops where something that must be refused is not, or for another reason', () => {
    const { steps } = runOf(CRASH).plan.epochs[1] ?? expect.fail();
    const done = steps.find(({ action }) => action.do === 'withdraw') ?? expect.fail();
    expect(failure(2, () => ({ steps: [{ ...done, refused: 'below initial margin' }, ...steps] }))).to.include(
      'withdraw: expected a refusal because below initial margin, got none',
    );
    const refusedStep = (kind: keyof typeof REFUSALS) => (plan: EpochPlan) => ({
      steps: plan.steps.map((step) => (step.refused === 'below maintenance' ? { ...step, refused: kind } : step)),
    });
    expect(failure(FALL, refusedStep('price outside the band'))).to.include('at least the maintenance requirement');
  });

  it('sees cash, cost, collateral or a position that comes from nowhere', () => {
    const { epoch, book } = runOf(CRASH).reports[4] ?? expect.fail();
    const { table } = epoch.market;
    const [trader, account] = [...book.accounts].find(([, { legs }]) => legs.length > 2) ?? expect.fail();
    const altered = (change: Partial<typeof account>) => ({
      ...book,
      accounts: new Map(book.accounts).set(trader, { ...account, ...change }),
    });
    const legs = (index: number, size: bigint, cost: bigint) =>
      account.legs.map((leg, at) =>
        at === index ? { ...leg, size: (leg.size + size) as Size, cost: (leg.cost + cost) as Cash } : leg,
      );
    const last = account.legs.length - 1;
    expect(() => checkClosed(book, table, 0)).to.not.throw();
    expect(() => checkConserved(altered({ cash: (account.cash + 1n) as Cash }), table)).to.throw(/cash and costs/);
    expect(() => checkConserved(altered({ legs: legs(last, 0n, -1n) }), table)).to.throw(/cash and costs/);
    expect(() => checkConserved(altered({ legs: legs(last, 1n, 0n) }), table)).to.throw(
      /sizes of slot \d+: expected 0/,
    );
    expect(() => checkConserved(altered({ legs: legs(0, 1n, 0n) }), table)).to.throw(/sizes of slot 1[67]/);
    expect(() => checkClosed({ ...book, settled: 1n }, table, 0)).to.throw(/cash and costs/);
  });

  it('tells every epoch: prices, accounts before and after, who is under maintenance, what was done', () => {
    const { reports } = runOf(CRASH);
    const told = reports.map((report, index) => showEpoch(report, reports[index - 1]?.epoch));
    expect(told[FALL - 1])
      .to.include('Epoch 7, 2020-03-12 11:00 UTC')
      .and.to.match(/BTC 5974\.24 \(-19\.2%\), perpetual [\d.]+, funding -[\d.]+, volatility \d+%/)
      .and.to.match(/under maintenance: /)
      .and.to.match(/refused, below maintenance: /)
      .and.to.match(/ buys [\d.]+ \S+ from \S+ at /);
    expect(told[EXPIRY - 1]).to.match(/ settles BTC-2020-03-13-8000-[CP]/);
  });
});

describe('npm run e2e', () => {
  const e2e = (env: Record<string, string>, ...args: string[]) => runNode('scripts/e2e.ts', args, { env });

  it('plays the small run to its end', async function () {
    sharedPath(this, 'data', 'prices');
    const { code, stdout } = await e2e({}, '--dry', '--small');
    expect(code).to.equal(0);
    expect(stdout).to.match(/3 epochs, 3 traders, seed \d+: deposit \d+/);
    const { stdout: json } = await e2e({}, '--dry', '--small', '--json', '--seed', '5');
    expect(JSON.parse(json)).to.include({ seed: '5', traders: 3, epochs: 3 });
  });

  it('exits with 0 for --help, 2 for wrong options, 3 without the data, and says which are missing', async () => {
    expect(await e2e({}, '--help')).to.include({ code: 0 });
    for (const wrong of [['--dry', '--seed', '-1'], ['--wet'], ['--seed', 'x']])
      expect((await e2e({}, ...wrong)).code).to.equal(2);
    const missing = await e2e({ PLIMSOLL_SHARED: 'no-such-folder' }, '--dry', '--json');
    expect(missing.code).to.equal(3);
    expect(JSON.parse(missing.stdout)).to.have.nested.property('error.message').that.includes('btcusdt_perp_1h');
  });
});
