import { posix, relative, sep } from 'node:path';
import tseslint from 'typescript-eslint';

const ROOT = import.meta.dirname;

/**
 * Which folder may import what; the first entry that covers a file decides. `packages: null` allows every package.
 * What runs in a browser's worker (`node: false`) does not name a Node module.
 */
const LAYERS = [
  {
    files: ['prover/model'],
    imports: ['prover/model', 'prover/errors.ts'],
    packages: ['poseidon-lite', '@noble/curves'],
    node: false,
  },
  { files: ['prover/errors.ts'], imports: [], packages: [], node: false },
  {
    files: ['prover/witness', 'prover/prover.ts', 'prover/verify.ts'],
    imports: ['prover'],
    packages: null,
    node: false,
  },
  { files: ['prover'], imports: ['prover'], packages: null, node: true },
  { files: ['sdk'], imports: ['sdk', 'prover'], packages: null, node: true },
  // The reference margin is a second opinion: it shares no code with what it judges.
  { files: ['test/reference'], imports: ['test/reference'], packages: [], node: false },
  { files: ['test'], imports: ['test', 'sdk', 'prover', 'scripts'], packages: null, node: true },
  // Mutations ask what the tests ask.
  { files: ['scripts/mutation'], imports: ['scripts', 'prover', 'test'], packages: null, node: true },
  {
    files: ['scripts'],
    imports: ['scripts', 'sdk', 'prover', 'test/support', 'test/reference'],
    packages: null,
    node: true,
  },
];

const isWithin = (path, folder) => path === folder || path.startsWith(`${folder}/`);
const toPosix = (path) => path.split(sep).join('/');

/** Holds `LAYERS`: resolves each relative import, because a pattern over `../..` depends on depth. */
const importDirection = {
  meta: {
    type: 'problem',
    schema: [],
    messages: { direction: '{{file}}: expected imports of {{allowed}}, got {{source}}' },
  },
  create(context) {
    const file = toPosix(relative(ROOT, context.filename));
    const layer = LAYERS.find(({ files }) => files.some((folder) => isWithin(file, folder)));
    if (layer === undefined) return {};

    const allows = (source) => {
      if (source.startsWith('node:')) return layer.node;
      if (!source.startsWith('.')) {
        return layer.packages === null || layer.packages.some((name) => isWithin(source, name));
      }
      const target = posix.join(posix.dirname(file), source);
      return layer.imports.some((folder) => isWithin(target, folder));
    };
    const check = (node) => {
      const source = node.source?.value;
      if (typeof source !== 'string' || allows(source)) return;
      const allowed = [
        ...layer.imports,
        ...(layer.packages === null ? ['packages'] : layer.packages),
        ...(layer.node ? ['node:*'] : []),
      ].join(', ');
      context.report({ node, messageId: 'direction', data: { file, allowed: allowed || 'nothing', source } });
    };
    return {
      ImportDeclaration: check,
      ExportNamedDeclaration: check,
      ExportAllDeclaration: check,
      ImportExpression: check,
    };
  },
};

export default tseslint.config(
  { ignores: ['build/', 'node_modules/'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: ROOT } },
    plugins: { plimsoll: { rules: { 'import-direction': importDirection } } },
    rules: {
      'plimsoll/import-direction': 'error',
      eqeqeq: 'error',
      'no-restricted-syntax': ['error', { selector: 'ExportDefaultDeclaration', message: 'Named exports only.' }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', destructuredArrayIgnorePattern: '^_' },
      ],
    },
  },
  {
    files: ['test/**/*.ts'],
    rules: {
      // `expect(x).to.be.true` is an expression, and mocha's context is `this`.
      '@typescript-eslint/no-unused-expressions': 'off',
      // What is not there fails the test as well as an assertion would.
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
  {
    // Tools that ask for a default export.
    files: ['*.config.ts', 'test/support/reporter.ts'],
    rules: { 'no-restricted-syntax': 'off' },
  },
);
