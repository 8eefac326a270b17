// Compiles server/wasm into the texts that core carries: `npm run wasm`.
import { writeFileSync } from 'node:fs';
import { compileWasm, wasmModules } from './compileWasm.ts';

for (const module of wasmModules) writeFileSync(module.target, await compileWasm(module));
