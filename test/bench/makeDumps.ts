import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { type Random, seededRandom } from '../../server/core/base/random.ts';

/** Large dumps to measure with: paths. */
export interface LargeDumps {
  readonly logical: string;
  readonly logicalWithUuids: string;
  readonly openFlow: string;
}

const folder = 'build/bench';
const sharedGenerator = '../shared/bench/gen_dumps.mjs';

/**
 * Dumps of `nLines` lines each, made once and kept in `build/bench`. Of a whole synthetic network where its generator is
 * at hand; else of rows of the usual forms and sizes, which index as fast but are no network.
 */
export function largeDumps(nLines: number): LargeDumps {
  const prefix = `${nLines}.`;
  const dumps = {
    logical: join(folder, `${prefix}lflow-list.txt`),
    logicalWithUuids: join(folder, `${prefix}lflow-list.uuid.txt`),
    openFlow: join(folder, `${prefix}dump-flows.txt`),
  };
  if (Object.values(dumps).every((path) => existsSync(path))) return dumps;
  mkdirSync(folder, { recursive: true });
  console.error(`making dumps of ${nLines} lines in ${folder}`);
  if (existsSync(sharedGenerator)) {
    const args = [sharedGenerator, '--lines', String(nLines), '--out', folder, '--prefix', prefix];
    const { status } = spawnSync(process.execPath, args, { stdio: 'inherit' });
    if (status !== 0) throw new Error(`${sharedGenerator} failed`);
    return dumps;
  }
  writeLines(dumps.logical, nLines, logicalLines(false));
  writeLines(dumps.logicalWithUuids, nLines, logicalLines(true));
  writeLines(dumps.openFlow, nLines, openFlowLines());
  return dumps;
}

function writeLines(path: string, nLines: number, lines: Iterator<string>): void {
  const unfinished = `${path}.part`;
  const descriptor = openSync(unfinished, 'w');
  let text = '';
  for (let line = 0; line < nLines; line++) {
    text += `${lines.next().value as string}\n`;
    if (text.length < 1 << 20 && line < nLines - 1) continue;
    writeSync(descriptor, text);
    text = '';
  }
  closeSync(descriptor);
  renameSync(unfinished, path);
}

const stages = [
  'ls_in_check_port_sec',
  'ls_in_apply_port_sec',
  'ls_in_lookup_fdb',
  'ls_in_acl_eval',
  'ls_in_arp_rsp',
  'ls_in_l2_lkup',
];

/** For each datapath 40 rows of each stage. */
function* logicalLines(hasUuids: boolean): Generator<string, never> {
  const random = seededRandom(1);
  for (;;) {
    yield `Datapath: "neutron-${uuid(random)}" aka "net" (${uuid(random)})  Pipeline: ingress`;
    for (const [table, stage] of stages.entries()) {
      for (let row = 0; row < 40; row++) {
        const id = hasUuids ? `uuid=0x${hex(random, 8)}, ` : '';
        const port = row % 2 === 0 ? `inport == "${uuid(random)}"` : 'reg0[10] == 1 && ip4';
        const match = `${port} && eth.src == 0a:00:${hex(random, 2)}:00:00:01 && ip4.src == {10.0.${row}.0/24, 10.1.${row}.0/24}`;
        const actions =
          'reg0[1] = 1; eth.dst <-> eth.src; arp.op = 2; outport = inport; flags.loopback = 1; output;';
        yield `  ${id}table=${table} (${stage.padEnd(20)}), priority=${String(row * 50).padEnd(5)}, match=(${match}), action=(${actions})`;
      }
    }
  }
}

function* openFlowLines(): Generator<string, never> {
  const random = seededRandom(2);
  for (let row = 0; ; row++) {
    const table = Math.floor(row / 20_000) % 80;
    const number = (below: number): number => Math.floor(random.next() * below);
    const head = `cookie=0x${hex(random, 8)}, duration=${number(1e7)}.${number(1000)}s, table=${table}, n_packets=${number(1e7)}, n_bytes=${number(1e10)}, idle_age=${number(65_534)}`;
    const match = `priority=${number(2000)},ip,reg14=0x${hex(random, 2)},metadata=0x${hex(random, 3)},nw_src=10.0.${number(256)}.0/24`;
    yield ` ${head}, ${match} actions=load:0x${hex(random, 4)}->NXM_NX_REG13[0..15],load:0x1->NXM_NX_REG10[16],move:NXM_NX_REG14[0..14]->NXM_NX_TUN_METADATA0[16..30],resubmit(,${table + 1})`;
  }
}

function hex(random: Random, nDigits: number): string {
  const most = 16 ** nDigits;
  return Math.floor(random.next() * most)
    .toString(16)
    .padStart(nDigits, '0');
}

function uuid(random: Random): string {
  return [8, 4, 4, 4, 12].map((nDigits) => hex(random, nDigits)).join('-');
}
