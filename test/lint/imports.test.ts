import { expect } from 'chai';
import { ESLint } from 'eslint';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

describe('import directions', () => {
  const eslint = new ESLint({ cwd: ROOT });

  /** Imports that the lint rule refuses when the file has them. */
  async function refused(file: string, imports: readonly string[]): Promise<string[]> {
    const source = imports.map((name) => `export * from '${name}';`).join('\n');
    const [result] = await eslint.lintText(source, { filePath: file });
    const lines = result?.messages.filter(({ ruleId }) => ruleId === 'plimsoll/import-direction') ?? [];
    return lines.map(({ line }) => imports[line - 1] ?? '');
  }

  it('keep the model pure', async () => {
    const wrong = ['node:fs', 'zod', '../curve.ts', '../../sdk/prove.ts'];
    const right = ['./units.ts', '../errors.ts', 'poseidon-lite', 'poseidon-lite/poseidon2'];
    expect(await refused('prover/model/account.ts', [...wrong, ...right])).to.deep.equal(wrong);
  });

  it('keep Node out of the prover that runs in a browser', async () => {
    const wrong = ['node:fs', './setup/../../sdk/prove.ts'];
    expect(await refused('prover/prover.ts', [...wrong, './model/account.ts', 'snarkjs'])).to.deep.equal(wrong);
  });

  it('lead from sdk to prover and not back', async () => {
    expect(await refused('sdk/prove.ts', ['../prover/prover.ts', './verify.ts'])).to.deep.equal([]);
    expect(await refused('prover/curve.ts', ['../sdk/prove.ts'])).to.deep.equal(['../sdk/prove.ts']);
  });

  it('let nobody import scripts or tests', async () => {
    for (const file of ['sdk/prove.ts', 'prover/curve.ts']) {
      const wrong = ['../scripts/setup.ts', '../test/support/shared.ts'];
      expect(await refused(file, wrong)).to.deep.equal(wrong);
    }
  });

  it('share nothing with the reference margin', async () => {
    const wrong = ['../../prover/model/units.ts', '../support/shared.ts', 'node:fs'];
    expect(await refused('test/reference/float.ts', [...wrong, './normal.ts'])).to.deep.equal(wrong);
  });
});
