import { expect } from 'chai';
import { globSync, readFileSync } from 'node:fs';
import { type Finding, inspect, type Inspection } from './circomspect.ts';
import allowed from './circomspect-allowed.json' with { type: 'json' };

const CIRCUITS = 'circuits/**/*.circom';

const placeOf = ({ file, rule, code }: Omit<Finding, 'message'>): string => `${file} ${rule}: ${code}`;

describe('circomspect', () => {
  let inspection: Inspection;

  before(async () => {
    inspection = await inspect(CIRCUITS);
  });

  it('analyses every template of the circuits', () => {
    const declared = globSync(CIRCUITS).flatMap((file) =>
      [...readFileSync(file, 'utf8').matchAll(/^template (?:custom |parallel )?(\w+)/gm)].map(([, name]) => name),
    );
    expect(inspection.templates).to.have.members(declared);
  });

  it('warns of exactly what is explained', () => {
    // One explanation for each warning, so that a second one like it is not covered by the first.
    expect(inspection.findings.map(placeOf)).to.have.members(allowed.map(placeOf));
    for (const { reason } of allowed) expect(reason).to.match(/\w+ \w+/);
  });

  it('finds planted flaws', async () => {
    const { findings } = await inspect('test/support/circuits/planted.circom');
    const flaws = findings.map(({ rule, code }) => `${rule} ${code}`);
    expect(flaws).to.include('CS0005 quotient <-- in \\ 10;');
    expect(flaws).to.include('CS0010 component bits = Num2Bits(254);');
  });
});
