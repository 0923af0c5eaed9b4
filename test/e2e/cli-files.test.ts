import { expect } from 'chai';
import { statSync } from 'node:fs';
import { marketAfter, marketFile, openBook, SNAPSHOT } from '../../sdk/demo/book.ts';
import { formatAccount, type AccountFile } from '../../sdk/files/account-file.ts';
import { Session, type Json } from '../support/cli.ts';

const OWNER = `0x${'a1'.repeat(20)}`;

describe('command line: markets and accounts', () => {
  const session = new Session();
  const file = session.file.bind(session);
  const write = session.write.bind(session);
  const market = marketFile(SNAPSHOT);
  const book = formatAccount(openBook(marketAfter(SNAPSHOT), BigInt(OWNER)));

  before(() => {
    write('market.json', market);
  });
  after(() => session.close());

  describe('market build', () => {
    it('gives the root and the instruments, and the same root from its own table', async () => {
      const built = await session.json(['market', 'build', file('market.json'), '--out', file('table.json')]);
      expect(built.code).to.equal(0);
      expect(built.document).to.include({ epoch: 1, parameterVersion: 1 });
      expect(built.document['root']).to.match(/^0x[0-9a-f]{64}$/);
      expect(built.document['instruments']).to.have.length(14);
      const again = await session.json(['market', 'build', file('table.json'), '--out', file('again.json')]);
      expect(again.document).to.deep.equal(built.document);
      expect(session.read('again.json')).to.deep.equal(session.read('table.json'));
    });

    it('keeps the slots of the table before it, and builds nothing that would swap what accounts hold', async () => {
      const [btc, ...rest] = market.underlyings;
      const [first, ...others] = btc?.options ?? [];
      const later = { ...market, epoch: 2, time: market.time + 60 };
      const follow = (name: string, content: unknown) => [
        ...['market', 'build', write(name, content)],
        ...['--previous', file('table.json'), '--out', file('next.json')],
      ];
      const slots = ({ document }: { document: Json }): unknown[] =>
        (document['instruments'] as Json[]).map(({ slot, name }) => [slot, name]).sort();
      const reordered = { ...later, underlyings: [{ ...btc, options: [...others, first] }, ...rest] };
      const built = await session.json(['market', 'build', file('market.json')]);
      const next = await session.json(follow('later.json', reordered));
      expect([next.code, slots(next)]).to.deep.equal([0, slots(built)]);
      const dropped = { ...later, underlyings: [{ ...btc, options: others }, ...rest] };
      await session.fails(
        { args: follow('same.json', market), code: 'USAGE', message: /market\.epoch: expected more than 1/ },
        {
          args: follow('dropped.json', dropped),
          code: 'USAGE',
          message: /market\.rows\[\d+\] \(BTC-.*\): expected its row, frozen if need be, or its slot among the retired/,
        },
        { args: [...follow('x.json', later), '--previous', file('market.json')], code: 'USAGE', message: /format/ },
      );
    });

    it('refuses a table whose numbers are not those of its root, and bad market files', () => {
      const table = session.read('table.json') as { epoch: number; rows: object[] };
      const [first, ...others] = table.rows;
      const bad = (name: string, content: unknown, message: RegExp) =>
        ({ args: ['market', 'build', write(name, content)], code: 'USAGE', message }) as const;
      return session.fails(
        bad('epoch.json', { ...table, epoch: 7 }, /epoch\.json\.root: expected 0x[0-9a-f]{64}, the hash of the table/),
        bad('twice.json', { ...table, rows: [...table.rows, first] }, /twice\.json\.rows: expected each key once/),
        bad(
          'size.json',
          { ...table, rows: [{ ...first, maxSize: '1.5' }, ...others] },
          /size\.json\.rows\[0\]\.maxSize/,
        ),
        bad(
          'spot.json',
          { ...market, underlyings: market.underlyings.map((underlying) => ({ ...underlying, spot: 0 })) },
          /spot\.json\.underlyings\[0\]\.spot: expected more than 0, got 0/,
        ),
        bad('preset.json', { ...market, preset: 'other' }, /preset\.json\.preset/),
        bad('field.json', { ...market, colour: 'red' }, /expected known fields only, got colour/),
      );
    });
  });

  describe('account', () => {
    const newAccount = ['account', 'new', '--owner', OWNER, '--market', file('market.json'), '--out'];

    it('new writes a file for its owner only, and show opens its commitment', async () => {
      const legs = ['--leg', 'BTC=1', '--leg', 'BTC-25SEP20-9000-P=-5@-800.25'];
      const made = await session.json([...newAccount, file('new.json'), '--cash', '12.5', ...legs]);
      expect(made.code).to.equal(0);
      expect(statSync(file('new.json')).mode & 0o777).to.equal(0o600);
      const commitment = String(made.document['commitment']);
      const shown = await session.json([
        'account',
        'show',
        file('new.json'),
        '--market',
        file('market.json'),
        '--commitment',
        commitment,
      ]);
      expect(shown.code).to.equal(0);
      expect(shown.document).to.include({
        commitment,
        method: 'portfolio',
        sequence: '1',
        cash: '12.50000000',
        opens: true,
        owner: OWNER,
      });
      expect((shown.document['legs'] as Json[]).map(({ name, size, cost }) => [name, size, cost])).to.deep.equal([
        ['BTC', '1.00000000', '0.00000000'],
        ['BTC-25SEP20-9000-P', '-5.00000000', '-800.25000000'],
      ]);
      const other = await session.json(['account', 'show', file('new.json'), '--commitment', '0x1234']);
      expect([other.code, other.document['opens']]).to.deep.equal([1, false]);
    });

    it('each new account has a fresh blinding', async () => {
      const made = await Promise.all(
        ['first.json', 'second.json'].map((name) => session.json([...newAccount, file(name), '--id', '7'])),
      );
      expect(new Set(made.map(({ document }) => document['commitment'])).size).to.equal(2);
    });

    it('refuses to overwrite an account, bad numbers, unknown instruments and repeated legs, and writes nothing', async () => {
      const never = [...newAccount, file('never.json')];
      const bad = (more: readonly string[], message: RegExp) =>
        ({ args: [...never, ...more], code: 'USAGE', message }) as const;
      await session.fails(
        { args: [...newAccount, file('new.json')], code: 'USAGE', message: /expected a new file, got one that exists/ },
        {
          args: [...newAccount, file('no/folder.json')],
          code: 'USAGE',
          message: /expected a writable place, got ENOENT/,
        },
        bad(['--cash', '1e3'], /--cash: expected a decimal number, got "1e3"/),
        bad(['--cash', '0.123456789'], /--cash: expected at most 8 decimals/),
        bad(
          ['--cash', '100000000000'],
          /--cash: expected a number from -92233720368\.54775808 to 92233720368\.54775807, got 100000000000$/,
        ),
        bad(['--id', '0'], /--id: expected an integer in \[1, /),
        bad(['--leg', 'ETH=1'], /--leg: expected an instrument of the market, got ETH/),
        bad(['--leg', 'BTC'], /--leg: expected NAME=SIZE@COST, got another form/),
        bad(['--leg', 'BTC=1', '--leg', 'BTC=2'], /none appears twice/),
        bad(
          ['--leg', 'BTC=400000000.5'],
          /--leg BTC size: expected a number from .* to 360287970\.18963967, got 400000000\.5$/,
        ),
        // A price left out would count as profit.
        bad(['--leg', 'BTC-26JUN20=5'], /--leg BTC-26JUN20: expected 5@COST, .*, got no cost/),
        bad(['--leg', '64=-5'], /--leg 64: expected -5@COST, .*, got no cost/),
        {
          args: ['account', 'new', '--owner', '0x12', '--out', file('never.json')],
          code: 'USAGE',
          message: /--owner: expected an address/,
        },
      );
      expect(session.files(/never|unfinished/)).to.deep.equal([]);
    });

    it('new takes a method, warns where nothing can be proven, and show gives the margin of that method', async () => {
      const make = (method: string, legs: readonly string[]) =>
        session.run([
          ...['account', 'new', '--owner', OWNER, '--method', method, '--cash', '5000'],
          ...['--market', file('market.json'), '--out', file(`new-${method}-${legs.length}.json`)],
          ...legs.flatMap((leg) => ['--leg', leg]),
        ]);
      const [future, put] = ['BTC-26JUN20=1@9095.24', 'BTC-26JUN20-7000-P=-1@-340'];
      expect((await make('isolated', [future])).stderr).not.to.include('warning');
      expect((await make('isolated', [future, put])).stderr).to.include(
        'warning: nothing can be proven about this account',
      );
      expect((await make('cross', [future, put])).stderr).not.to.include('warning');
      const shown = await session.json(['account', 'show', file('new-cross-2.json'), '--market', file('market.json')]);
      expect(shown.document).to.include({ method: 'cross' });
      expect(shown.document['margin']).to.include({ driver: 'spot move of BTC' });
      await session.fails({
        args: ['account', 'new', '--owner', OWNER, '--method', 'span', '--out', file('never.json')],
        code: 'USAGE',
        message: /^--method: expected one of isolated, cross, portfolio, got span/,
      });
    });

    it('names unknown fields, and never the blinding, of a bad account file', () => {
      const bad = (name: string, content: object, message: RegExp) =>
        ({ args: ['account', 'show', write(name, content)], code: 'USAGE', message }) as const;
      return session.fails(
        bad('field.json', { ...book, colour: 'red' }, /expected known fields only, got colour/),
        bad('text.json', { ...book, blinding: `x${book.blinding}` }, /blinding: expected .*, got something else/),
        bad('range.json', { ...book, blinding: '9'.repeat(78) }, /blinding/),
      );
    });
  });

  describe('secrets', () => {
    it('no blinding is in anything that was printed', () => {
      for (const { blinding } of [book, session.read('new.json') as AccountFile])
        session.expectUnprinted(BigInt(blinding));
    });
  });
});
