import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

/** A module of `server/wasm`: where its text goes, and the pages of 64 KiB that it needs. */
export interface WasmModule {
  readonly source: string;
  readonly target: string;
  readonly nPages: number;
}

export const wasmModules: readonly WasmModule[] = [
  { source: 'server/wasm/rowScanner.ts', target: 'server/core/model/wasmModule.ts', nPages: 21 },
  { source: 'server/wasm/flowParser.ts', target: 'server/core/syntax/openflow/flowModule.ts', nPages: 37 },
  { source: 'server/wasm/logicalParser.ts', target: 'server/core/syntax/lflow/logicalModule.ts', nPages: 37 },
];

/** What the module's target has to be: the compiled source as text. */
export async function compileWasm({ source, nPages }: WasmModule): Promise<string> {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  let binary: Uint8Array | undefined;
  const options = '-O3 --converge --noAssert --runtime stub --enable simd --use abort= --outFile module.wasm';
  const { error } = await asc.main([source, ...options.split(' '), '--initialMemory', String(nPages)], {
    readFile: (name) => (existsSync(root + name) ? readFileSync(root + name, 'utf8') : null),
    writeFile(_name, contents) {
      if (typeof contents !== 'string') binary = contents;
    },
    listFiles: () => [],
  });
  if (error !== null || binary === undefined) throw error ?? new Error(`${source} compiles to nothing`);
  return [
    `/** ${source}, compiled by \`npm run wasm\`; a test holds it to the source. */`,
    '// biome-ignore format: one long text',
    `export const wasmModule: string = '${Buffer.from(binary).toString('base64')}';`,
    '',
  ].join('\n');
}
