// Compiles server/wasm into the text that core carries: `npm run wasm`.
import { writeFileSync } from 'node:fs';
import { compileWasm } from './compileWasm.ts';

writeFileSync('server/core/model/wasmModule.ts', await compileWasm());
