#!/usr/bin/env node
/** Starts the command line, from the second time on with modules that are compiled already. */
import module from 'node:module';
import { join } from 'node:path';

import { ROOT } from '../../prover/root.ts';

// Of Node 22. Beside the code: who may write there writes what runs anyway.
if ('enableCompileCache' in module) module.enableCompileCache(join(ROOT, 'build/compile-cache'));
await import('./program.ts');
