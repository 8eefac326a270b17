import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const source = 'server/wasm/rowScanner.ts';

/** What `server/core/model/wasmModule.ts` has to be: the compiled scanner as text. */
export async function compileWasm(): Promise<string> {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  const files = { [source]: readFileSync(root + source, 'utf8') };
  const { error, binary } = await asc.compileString(files, {
    optimizeLevel: 3,
    converge: true,
    noAssert: true,
    runtime: 'stub',
    enable: ['simd'],
    use: ['abort='],
    initialMemory: 21,
  });
  if (error !== null || binary === null) throw error ?? new Error(`${source} compiles to nothing`);
  return [
    `/** ${source}, compiled by \`npm run wasm\`; a test holds it to the source. */`,
    '// biome-ignore format: one long text',
    `export const wasmModule: string = '${Buffer.from(binary).toString('base64')}';`,
    '',
  ].join('\n');
}
