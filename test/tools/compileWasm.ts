import { readFileSync } from 'node:fs';
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
];

/** What the module's target has to be: the compiled source as text. */
export async function compileWasm({ source, nPages }: WasmModule): Promise<string> {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  const files = { [source]: readFileSync(root + source, 'utf8') };
  const { error, binary } = await asc.compileString(files, {
    optimizeLevel: 3,
    converge: true,
    noAssert: true,
    runtime: 'stub',
    enable: ['simd'],
    use: ['abort='],
    initialMemory: nPages,
  });
  if (error !== null || binary === null) throw error ?? new Error(`${source} compiles to nothing`);
  return [
    `/** ${source}, compiled by \`npm run wasm\`; a test holds it to the source. */`,
    '// biome-ignore format: one long text',
    `export const wasmModule: string = '${Buffer.from(binary).toString('base64')}';`,
    '',
  ].join('\n');
}
