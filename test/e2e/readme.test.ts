import { expect } from 'chai';
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const run = promisify(execFile);

/** Code blocks of a language, without the markup around them. */
function blocks(language: string): string[] {
  const text = readFileSync(join(ROOT, 'README.md'), 'utf8');
  return [...text.matchAll(new RegExp(`\`\`\`${language}\\n([^]*?)\`\`\``, 'g'))].map(([, code]) => code ?? '');
}

describe('README', function () {
  this.timeout(300_000);
  let folder: string;

  before(async () => {
    mkdirSync(join(ROOT, 'build'), { recursive: true });
    folder = mkdtempSync(join(ROOT, 'build', 'readme-'));
    await run(process.execPath, [
      '--disable-warning=ExperimentalWarning',
      join(ROOT, 'sdk/cli/main.ts'),
      'demo',
      '--out',
      join(folder, 'build/story'),
    ]);
  });

  after(() => {
    rmSync(folder, { recursive: true });
  });

  it('examples in TypeScript compile under the strict options of this repository, and those that are whole programs run', async () => {
    // The examples import the package by its name, as its users do.
    await run(join(ROOT, 'node_modules/.bin/tsc'), ['-p', join(ROOT, 'tsconfig.build.json')]);
    const examples = blocks('ts');
    expect(examples).to.have.length(3);
    const files = examples.map((code, index) => {
      const file = join(folder, `example-${index}.ts`);
      writeFileSync(file, code);
      return file;
    });
    const config = { extends: '../../tsconfig.json', include: ['*.ts', '../../prover/types/*.d.ts'] };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
    await run(join(ROOT, 'node_modules/.bin/tsc'), ['-p', folder]);
    const outputs: string[] = [];
    for (const file of files) {
      const { stdout } = await run(process.execPath, ['--disable-warning=ExperimentalWarning', file], { cwd: folder });
      outputs.push(stdout);
    }
    expect(JSON.parse(readFileSync(join(folder, 'build/story/mine.json'), 'utf8'))).to.have.property('format');
    expect(outputs[2])
      .to.match(/^true true/)
      .and.match(/true\n\d+n\n$/);
  });

  it('example in Solidity is the one that is compiled with the contracts', () => {
    const [example = ''] = blocks('solidity');
    const compiled = readFileSync(join(ROOT, 'test/contracts/Club.sol'), 'utf8');
    expect(compiled).to.equal(example.replaceAll('plimsoll/verifier-contracts', '../../verifier-contracts'));
  });

  it('names only commands that exist', async () => {
    const commands = blocks('sh')
      .join('\n')
      .matchAll(/plimsoll -- (\w+)/g);
    for (const [, command = ''] of commands) {
      await run(process.execPath, [
        '--disable-warning=ExperimentalWarning',
        join(ROOT, 'sdk/cli/main.ts'),
        command,
        '--help',
      ]);
    }
  });
});
