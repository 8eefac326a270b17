// The grammar step: the TextMate grammars against expectations drawn under real rows, against whole dumps, and against
// long lines. Prints every failure, and `N passed, N failed` as its last line.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { createRegistry } from 'vscode-tmgrammar-test/dist/common/index.js';
import { parseGrammarTestCase, runGrammarTestCase } from 'vscode-tmgrammar-test/dist/unit/index.js';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const grammars = manifest.contributes.grammars.map((it) => ({ ...it, path: join(root, it.path) }));
const scopes = grammars.map((it) => it.scopeName);
const registry = createRegistry(grammars);

/** A line of the first length, in characters, is compared with the same of the second; so is a row. */
const lengths = [1 << 13, 1 << 17];
const rowLengths = [1 << 16, 1 << 20];
/**
 * How much more processor time 16 times the length may take. A linear line takes 16 times the time, and up to 45 have
 * been seen where the tokens outgrow the caches; a quadratic one takes 256 times.
 */
const mostGrowth = 110;
/** Less processor time than this, in ms, is too little to tell a growth from. */
const leastTime = 100;
/** A line that has not answered by then, in ms, is stuck in one match, where no time limit of the tokenizer reaches. */
const stuckTime = 120_000;

async function main() {
  let passed = 0;
  let failed = 0;
  const report = (ok, text) => {
    if (ok) passed += 1;
    else {
      failed += 1;
      console.log(`FAILED ${text}`);
    }
  };
  await checkExpectations(report);
  await checkDumps(report);
  for (const scope of scopes) await checkLongLines(scope, report);
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
}

/** Every mark in `test/grammar/*` is one case. */
async function checkExpectations(report) {
  const folder = join(root, 'test/grammar');
  const files = readdirSync(folder).filter((name) =>
    scopes.some((scope) => name.endsWith(scope.replace('source', ''))),
  );
  for (const scope of scopes) {
    report(
      files.some((name) => name.endsWith(scope.replace('source', ''))),
      `${scope}: no file of expectations`,
    );
  }
  for (const name of files) {
    const test = parseGrammarTestCase(readFileSync(join(folder, name), 'utf8'));
    const failures = await runGrammarTestCase(registry, test);
    report(test.assertions.length > 0, `${name}: expects nothing`);
    for (const { testCaseLineNumber, sourceLineNumber, scopeAssertions } of test.assertions) {
      for (const { from, to, scopes: wanted, exclude } of scopeAssertions) {
        const wrong = failures.find(
          ({ srcLine, start, end, missing, unexpected }) =>
            srcLine === sourceLineNumber &&
            start < to &&
            end > from &&
            (missing.some((it) => wanted.includes(it)) || unexpected.some((it) => exclude.includes(it))),
        );
        const text = test.source[sourceLineNumber].slice(from, to);
        const wish = [...wanted, ...exclude.map((it) => `not ${it}`)].join(' ');
        report(
          wrong === undefined,
          `${name}:${testCaseLineNumber + 1}:${from + 1} «${text}» wants ${wish}, is ${wrong?.actual.join(' ')}`,
        );
      }
    }
  }
}

/** In a whole dump every word has a scope of its own and no line changes how the next is read. One case a file. */
async function checkDumps(report) {
  const fixtures = join(root, 'test/fixtures/captures');
  const captures = join(root, '../shared/captures');
  const traces = join(root, 'test/fixtures/traces');
  report(existsSync(fixtures) && existsSync(traces), 'no fixtures');
  if (!existsSync(captures)) console.log('skipped: dumps of the captures (needs ../shared, absent here)');
  for (const folder of [fixtures, traces, captures].filter((it) => existsSync(it))) {
    for (const path of readdirSync(folder, { recursive: true }).sort()) {
      const scope = scopeOfDump(path);
      if (scope === undefined) continue;
      const wrong = await firstUncoloured(scope, readFileSync(join(folder, path), 'utf8'));
      report(wrong === undefined, `${relative(root, join(folder, path))}${wrong}`);
    }
  }
}

/** Dumps of the phase that has every kind of row, from the host that has them. */
function scopeOfDump(path) {
  if (/(?:^|\/)p2\/(?:hv2\/)?lflow-list[^/]*\.txt$/.test(path)) return 'source.ovn-lflow';
  if (/(?:^|\/)p2\/hv2\/br-\w+\.of1\d[^/]*\.txt$/.test(path)) return 'source.ovs-openflow';
  if (/(?:^|\/)ovn-trace[^/]*\.txt$/.test(path)) return 'source.ovn-trace';
  if (/(?:^|\/)(?:ofproto-trace|ovn-detrace)[^/]*\.txt$/.test(path)) return 'source.ovs-trace';
  if (/(?:^|\/)traces\/ovn-trace[^/]*\.txt$/.test(path)) return 'source.ovn-trace';
  if (/(?:^|\/)traces\/(?:ofproto-trace|ovn-detrace)[^/]*\.txt$/.test(path)) return 'source.ovs-trace';
  if (/(?:^|\/)p2\/(?:hv2\/)?\w+ctl-show\.txt$/.test(path)) return 'source.ovsdb-show';
  if (/(?:^|\/)p2\/\w+-dump\.txt$/.test(path)) return 'source.ovsdb-dump';
  if (/(?:^|\/)p2\/\w+\.backup$/.test(path)) return 'source.ovsdb-log';
  const [, kind] = /(?:^|\/)p2\/hv2\/(?:br-\w+\.|dpctl-dump-)([\w-]+)\.txt$/.exec(path) ?? [];
  return scopesOfKind.get(kind);
}

const scopesOfKind = new Map([
  ['groups', 'source.ovs-groups'],
  ['meters', 'source.ovs-meters'],
  ['ports-desc', 'source.ovs-ports'],
  ['flows', 'source.ovs-datapath'],
  ['conntrack', 'source.ovs-conntrack'],
]);

async function firstUncoloured(scope, text) {
  const grammar = await registry.loadGrammar(scope);
  for (const [idx, line] of text.split('\n').entries()) {
    const { tokens, ruleStack } = grammar.tokenizeLine(line, null);
    if (ruleStack.depth !== 1) return `:${idx + 1} leaves a rule open`;
    for (const { startIndex, endIndex, scopes: own } of tokens) {
      const word = line.slice(startIndex, endIndex).trim();
      if (own.length === 1 && word !== '') return `:${idx + 1}:${startIndex + 1} «${word}» has no scope`;
    }
  }
  return undefined;
}

/** The tokenizer runs in a worker, since nothing else ends a match that does not come back. One case a line. */
async function checkLongLines(scope, report) {
  const worker = new Worker(new URL(import.meta.url), { workerData: scope });
  const awaited = new Set([...longLines.keys(), ...rowsOf(scope).keys()]);
  await new Promise((done) => {
    let timer;
    const restart = () => {
      clearTimeout(timer);
      timer = setTimeout(() => void worker.terminate(), stuckTime);
    };
    restart();
    worker.on('message', ({ name, wrong }) => {
      restart();
      awaited.delete(name);
      report(wrong === undefined, `${scope}, a long line of ${name}: ${wrong}`);
    });
    worker.on('error', (error) => console.log(error));
    worker.on('exit', () => {
      clearTimeout(timer);
      done(undefined);
    });
  });
  for (const name of awaited) report(false, `${scope}, a long line of ${name}: no answer`);
}

async function tokenizeLongLines(scope) {
  const grammar = await registry.loadGrammar(scope);
  // The first lines pay for compiling the expressions.
  for (const line of longLines.values()) grammar.tokenizeLine(line(1_000), null);
  for (const [name, line] of longLines) answer(name, growth(grammar, line, lengths));
  for (const [name, line, end = 'drop', wanted = 'keyword.control'] of rowsOf(scope).values()) {
    const text = line(1 << 20);
    // The row ends in `drop`, which is a keyword only if the whole row was understood; or in a word of its own.
    const last = grammar
      .tokenizeLine(text, null)
      .tokens.find(({ startIndex }) => text.startsWith(end, startIndex));
    const isColoured = last?.scopes.at(-1)?.startsWith(wanted) === true;
    answer(name, isColoured ? growth(grammar, line, rowLengths) : 'its last word has no colour');
  }
}

/** By name: name, row of a length, and where it is not `drop` the last word and its colour. */
function rowsOf(scope) {
  const own = ownRows.get(scope);
  const rows = own === undefined ? [...longRows] : [own];
  return new Map(rows.map((row) => [String(row[0]), row]));
}

function answer(name, wrong) {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- the port of a worker has no origin
  parentPort.postMessage({ name, wrong });
}

/** What is wrong with the time that a line takes. Another process may slow down one run of three: the least counts. */
function growth(grammar, line, [shorter, longer]) {
  let [short, long] = [Infinity, Infinity];
  for (let attempt = 0; attempt < 3; attempt += 1) {
    short = Math.min(
      short,
      processorTime(() => grammar.tokenizeLine(line(shorter), null)),
    );
    long = Math.min(
      long,
      processorTime(() => grammar.tokenizeLine(line(longer), null)),
    );
    if (long < leastTime || long < mostGrowth * short) return undefined;
  }
  return `16 times the length takes ${(long / short).toFixed(1)} times the time (${long.toFixed(0)} ms)`;
}

/** Processor time of this process in ms, which waiting for a turn does not lengthen. */
function processorTime(work) {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}

/** Lines that are hard for one rule or another. */
const longLines = new Map(
  [
    'a',
    '1',
    'a.',
    'a-',
    'ab:',
    '1.2.3.',
    '"',
    '\\"',
    '(',
    '=',
    '/*',
    '#',
    ' ',
    'abc ',
    'a=b,',
    'table=0 (',
    'NXM_',
    '+trk',
    'Aaaa ',
    ' actions',
    'userdata=00.',
  ].map((unit) => [JSON.stringify(unit), (length) => ` ${unit.repeat(Math.ceil(length / unit.length))}`]),
);
longLines.set('a stage that never ends', (length) => `  table=0 (a${' '.repeat(length)}`);
longLines.set('a string that never ends', (length) => `  match=("${'\\a'.repeat(length / 2)}`);
longLines.set('a name of a datapath', (length) => `Datapath: "${'a'.repeat(length)}`);
longLines.set('records', (length) => `  datapath="sw0", ports=(${'near-1, '.repeat(length / 8)}`);

/** Rows as they are printed, only longer than any editor shows. */
const longRows = new Map([
  [
    'a logical flow',
    (length) => {
      const half = length / 2;
      const match = 'ip4.dst == {10.0.0.1, 10.0.0.0/24} && inport == "vm" || ';
      const action = 'reg0[0..3] = 5; ct_commit { ct_mark.blocked = 1; }; eth.dst = 50:54:00:00:00:01; ';
      return `  table=0 (ls_in_acl          ), priority=1    , match=(${match.repeat(half / match.length)}1), action=(${action.repeat(half / action.length)}drop;)`;
    },
  ],
  [
    'an OpenFlow flow',
    (length) => {
      const actions =
        'set_field:0x1/0xffffff->tun_id,move:NXM_NX_REG14[0..14]->NXM_NX_TUN_METADATA0[16..30],output:1,resubmit(,40),';
      return ` cookie=0x1, duration=1.2s, table=3, n_packets=3, priority=5,ip,reg14=0x1 actions=${actions.repeat(length / actions.length)}drop`;
    },
  ],
]);

/** Rows of dialects whose rows are none of these. */
const ownRows = new Map([
  [
    'source.ovs-groups',
    [
      'a group',
      (length) =>
        ` group_id=1,type=select${',bucket=bucket_id:0,weight:1,actions=output:1'.repeat(length / 45)},drop`,
    ],
  ],
  [
    'source.ovs-meters',
    [
      'a meter',
      (length) => `meter=1 kbps bands=${'type=drop rate=1 '.repeat(length / 17)}stats`,
      'stats',
      'storage.modifier',
    ],
  ],
  [
    'source.ovs-ports',
    [
      'a port',
      (length) => `  port  1: ${'rx pkts=1, bytes=2, drop=?, '.repeat(length / 28)}"end"`,
      '"end"',
      'punctuation.definition',
    ],
  ],
  [
    'source.ovs-datapath',
    [
      'a datapath flow',
      (length) =>
        `recirc_id(0),in_port(vm),eth(), packets:0, bytes:0, used:never, actions:${'ct(commit,zone=3,nat(src)),recirc(0x1),'.repeat(length / 39)}drop`,
    ],
  ],
  [
    'source.ovs-conntrack',
    [
      'a connection',
      (length) => `tcp      6 9 ESTABLISHED ${'src=10.0.0.1 sport=1 '.repeat(length / 21)}[ASSURED]`,
      '[ASSURED]',
      'storage.modifier',
    ],
  ],
  [
    'source.ovsdb-list',
    [
      'a record',
      (length) => `external_ids        : {${'"a b"="c, d", e=f-1, '.repeat(length / 20)}drop=true}`,
      'true',
      'constant.language',
    ],
  ],
  [
    'source.ovsdb-dump',
    [
      'a row of a table',
      (length) =>
        `d737082d-39ca-4c8f-bc6a-41c9cd007c95 [${'"10.0.0.1 ::", vm-1, 7, '.repeat(length / 24)}] true`,
      'true',
      'constant.language',
    ],
  ],
  [
    'source.ovsdb-show',
    [
      'a line of a summary',
      (length) => `        addresses: [${'"50:54:00:00:01:10 10.0.1.10", '.repeat(length / 31)}true]`,
      'true',
      'constant.language',
    ],
  ],
  [
    'source.ovsdb-log',
    [
      'a record of a file',
      (length) => `{"T":{${'"a":["set",["b","c \\" d"]],'.repeat(length / 31)}"e":null}}`,
      'null',
      'constant.language',
    ],
  ],
]);

if (isMainThread) await main();
else await tokenizeLongLines(workerData);
