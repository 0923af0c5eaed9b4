import { createRequire } from 'node:module';
import { join } from 'node:path';
import hardhatEthers from '@nomicfoundation/hardhat-ethers';
import hardhatEthersChaiMatchers from '@nomicfoundation/hardhat-ethers-chai-matchers';
import hardhatMocha from '@nomicfoundation/hardhat-mocha';
import { defineConfig } from 'hardhat/config';

import { BUILD_FOLDER } from './prover/artifacts/build-folder.ts';

// The compiler comes with the packages, so that a build needs no network and cannot change under the same lock file.
const compiler = createRequire(import.meta.url).resolve('solc/soljson.js');

export default defineConfig({
  plugins: [hardhatEthers, hardhatEthersChaiMatchers, hardhatMocha],
  paths: {
    sources: './verifier-contracts',
    artifacts: join(BUILD_FOLDER, 'contracts/artifacts'),
    cache: join(BUILD_FOLDER, 'contracts/cache'),
    tests: { mocha: './test', solidity: './test/contracts' },
  },
  solidity: {
    profiles: {
      default: {
        version: '0.8.37',
        path: compiler,
        settings: { optimizer: { enabled: true, runs: 1_000_000 }, viaIR: true, evmVersion: 'cancun' },
      },
    },
  },
  test: {
    solidity: {
      fuzz: { runs: 256, seed: '0x706c696d736f6c6c' },
      invariant: { runs: 200, depth: 50, failOnRevert: false },
    },
  },
});
