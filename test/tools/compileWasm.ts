import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';
import { fillFlowTables } from './flowTables.ts';
import { fillLogicalTables } from './logicalTables.ts';
import { filledSegments, type TableExports, withSegments } from './wasmTables.ts';

/** A module of `server/wasm`: where its text goes, the pages of 64 KiB that it needs, and what it has to know. */
export interface WasmModule {
  readonly source: string;
  readonly target: string;
  readonly nPages: number;
  readonly fill?: (exports: TableExports) => void;
}

export const wasmModules: readonly WasmModule[] = [
  { source: 'server/wasm/rowScanner.ts', target: 'server/core/model/wasmModule.ts', nPages: 21 },
  {
    source: 'server/wasm/flowParser.ts',
    target: 'server/core/syntax/openflow/flowModule.ts',
    nPages: 37,
    fill: fillFlowTables,
  },
  {
    source: 'server/wasm/logicalParser.ts',
    target: 'server/core/syntax/lflow/logicalModule.ts',
    nPages: 37,
    fill: fillLogicalTables,
  },
];

/** What the module's target has to be: the compiled source as text. */
export async function compileWasm({ source, nPages, fill }: WasmModule): Promise<string> {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  let binary: Uint8Array | undefined;
  const options = '-O3 --converge --noAssert --runtime stub --enable simd --use abort= --outFile module.wasm';
  const { error } = await asc.main([source, ...options.split(' '), '--initialMemory', String(nPages)], {
    readFile: (name) => (existsSync(root + name) ? withDecorators(readFileSync(root + name, 'utf8')) : null),
    writeFile(_name, contents) {
      if (typeof contents !== 'string') binary = contents;
    },
    listFiles: () => [],
  });
  if (error !== null || binary === undefined) throw error ?? new Error(`${source} compiles to nothing`);
  const module = fill === undefined ? binary : filled(binary, fill);
  return [
    `/** ${source}, compiled by \`npm run wasm\`; a test holds it to the source. */`,
    '// biome-ignore format: one long text',
    `export const wasmModule: string = '${Buffer.from(module).toString('base64')}';`,
    '',
  ].join('\n');
}

/**
 * A function in front of which stands `// @inline` is written into those that call it. AssemblyScript's own way to say so, a
 * decorator, is no TypeScript, so that no other tool would read the source.
 */
const withDecorators = (source: string): string => source.replaceAll('\n// @inline\n', '\n@inline\n');

/** The module with the tables that `fill` writes, so that no program has to do it when it starts. */
function filled(binary: Uint8Array, fill: (exports: TableExports) => void): Uint8Array {
  const instance = new WebAssembly.Instance(new WebAssembly.Module(Uint8Array.from(binary)), {});
  const exports = instance.exports as unknown as TableExports;
  fill(exports);
  return withSegments(binary, filledSegments(exports));
}
