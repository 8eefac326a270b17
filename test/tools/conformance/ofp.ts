/** What Open vSwitch's tools answer to flows, matches and actions. */
import {
  readActionText,
  type Flow,
  type FlowCommand,
  readFlow,
} from '../../../server/core/syntax/openflow/exact/readFlow.ts';
import {
  entriesOfMatch,
  matchOfEntries,
  printMatchEntries,
  readMatchEntries,
} from '../../../server/core/syntax/openflow/exact/nxMatch.ts';
import {
  Protocol,
  printProtocols,
  protocolsNamed,
  protocolsOfVersion,
  type Version,
} from '../../../server/core/syntax/openflow/exact/protocols.ts';
import { Rejection } from '../../../server/core/syntax/openflow/exact/rejection.ts';
import { printActions, printFlowMod } from '../../../server/core/syntax/openflow/print.ts';
import { OpenFlowRowParser } from '../../../server/core/syntax/openflow/parseRow.ts';
import { encodeText } from '../../../server/core/text/bytes.ts';
import { compareDump, rewriters } from './odp.ts';
import type { ConformanceCase, ConformanceKinds, ConformanceResult } from './case.ts';

/** A shell variable in the test suite's own text: the case is not what was parsed. */
const shellVariable = /\$\w|\$\{|\$\(/;

export const ofpKinds: ConformanceKinds = {
  'ofp-flow': runFlow,
  'ofp-action': runAction,
  'ofp-match': () => leftOut('bytes of a message'),
  'nx-match': runNxMatch,
  'ofp-dump': runDump,
};

function runFlow(testCase: ConformanceCase): ConformanceResult {
  const input = text(testCase, 'input');
  const error = optional(testCase, 'error');
  if (shellVariable.test(input)) return leftOut("the input is a variable of the test suite's shell");
  const via = text(testCase, 'via');
  // A bridge knows the names of its ports and tables; parse-flow has none.
  const naming = via.startsWith('parse') ? 'reject' : 'keep';
  const flow = readFlow(withoutComment(input), { naming, ...commandOf(via, testCase) });
  if (flow instanceof Rejection) return answer(testCase, flow.message);
  if (error !== undefined) return runRejectedFlow(flow, error);
  if (testCase['accepted'] !== true)
    return leftOut('the text is right: the state of the switch decides, which the case does not have');
  const version = versionNamed(text(testCase, 'of'));
  if (version !== undefined && (flow.protocols & protocolsOfVersion(version)) === 0) {
    return { ok: false, got: `only ${printProtocols(flow.protocols)} can tell the flow` };
  }
  const usable = optional(testCase, 'usable');
  if (usable !== undefined) {
    const got = printProtocols(flow.protocols);
    return { ok: got === usable, got };
  }
  const expected = optional(testCase, 'expected');
  if (expected === undefined) return { ok: true, got: 'accepted' };
  const got = printFlowMod(flow, protocolOf(expected), via.includes('-mmm') ? 'fields' : 'plain');
  return { ok: got === expected || withShortZeros(got) === withShortZeros(expected), got };
}

/** A flow that can be read and is rejected all the same: its protocols are not those that were asked for. */
function runRejectedFlow(flow: Flow, error: string): ConformanceResult {
  const asked = /is among the allowed flow formats \((.*)\)$/.exec(error)?.[1];
  if (asked === undefined) {
    const isName = /unknown port/.test(error);
    return isName
      ? leftOut("the names of the bridge's ports decide, which the case does not have")
      : { ok: false, got: 'accepted' };
  }
  const allowed = asked.split(',').reduce((set, name) => set | protocolsNamed(name), 0);
  const got = `none of the usable flow formats (${printProtocols(flow.protocols)}) is among the allowed flow formats (${printProtocols(allowed)})`;
  return { ok: (flow.protocols & allowed) === 0 && got === error, got };
}

function commandOf(via: string, testCase: ConformanceCase): { command?: FlowCommand } {
  const verb = optional(testCase, 'verb');
  if (verb !== undefined) return { command: verb as FlowCommand };
  if (via.startsWith('add-flows')) return {};
  return { command: via.startsWith('mod-flows') ? 'modify' : 'add' };
}

/** The protocol that a printed flow says it was told by. Open vSwitch chose it for all flows of the file at once. */
function protocolOf(printed: string): number {
  const hasTable = /: [A-Z]+ table:/.test(printed);
  if (printed.startsWith('NXT')) return hasTable ? Protocol.nxmWithTable : Protocol.nxm;
  const version = /\(OF1\.(\d)\)/.exec(printed)?.[1];
  if (version === undefined) return hasTable ? Protocol.of10WithTable : Protocol.of10;
  return Protocol.of11 << (Number(version) - 1);
}

function runAction(testCase: ConformanceCase): ConformanceResult {
  const input = optional(testCase, 'input');
  if (input === undefined) return leftOut('bytes of a message that Open vSwitch rejects');
  const actions = readActionText(input, 'reject');
  if (actions instanceof Rejection) return answer(testCase, actions.message);
  const expected = optional(testCase, 'expected');
  if (expected === undefined) return { ok: false, got: printActions(actions) };
  const got = printActions(actions);
  return { ok: got === expected, got };
}

function runNxMatch(testCase: ConformanceCase): ConformanceResult {
  const command = text(testCase, 'command');
  const oxm = /parse-oxm (\S+)/.exec(command)?.[1];
  const version = oxm === undefined ? 0 : (versionNamed(oxm) ?? 0);
  const entries = readMatchEntries(text(testCase, 'input'));
  if (entries instanceof Rejection) return answer(testCase, entries.message);
  const pulled = matchOfEntries(entries, {
    isStrict: command.includes('--strict'),
    hasCookie: version === 0,
  });
  if (pulled instanceof Rejection) return answer(testCase, pulled.message);
  const got = printMatchEntries(entriesOfMatch(pulled.match, version, pulled.cookie));
  return { ok: got === testCase['expected'], got };
}

/** Rows of flows are read without a problem; other replies have dialects of their own. */
function runDump(testCase: ConformanceCase): ConformanceResult {
  if (!/(?:dump|diff)-flows/.test(text(testCase, 'command'))) return compareDump(testCase, 'ovs-ports');
  const problems = text(testCase, 'stdout').split('\n').flatMap(problemsOf);
  if (problems.length > 0 && rewriters.test(text(testCase, 'command'))) {
    return leftOut('the command counts rows, or puts its own words in their places');
  }
  return { ok: problems.length === 0, got: problems.join('; ') };
}

const parser = new OpenFlowRowParser();

function problemsOf(line: string): string[] {
  const bytes = encodeText(line);
  parser.parse(bytes, 0, bytes.length);
  return parser.problems.map(({ start, end, message }) => `${message} «${line.slice(start, end)}»`);
}

function versionNamed(name: string): Version | undefined {
  const minor = /^openflow1\.?([0-5])$/i.exec(name)?.[1];
  return minor === undefined ? undefined : ((Number(minor) + 1) as Version);
}

function answer(testCase: ConformanceCase, message: string): ConformanceResult {
  const error = optional(testCase, 'error');
  if (error !== undefined) return { ok: message === error, got: message };
  const isRejected = testCase['accepted'] === false;
  return { ok: isRejected, got: message };
}

/** C libraries differ in whether `::` may stand for a single group of zeros: the test suite lets it, in what it compares. */
function withShortZeros(line: string): string {
  return line.replaceAll(/\b([0-9a-f]+):0:/g, '$1::');
}

/** Lines of a file can end with a comment. */
function withoutComment(line: string): string {
  const hash = line.indexOf('#');
  return hash === -1 ? line : line.slice(0, hash);
}

function text(testCase: ConformanceCase, member: string): string {
  return optional(testCase, member) ?? '';
}

function optional(testCase: ConformanceCase, member: string): string | undefined {
  const value = testCase[member];
  return typeof value === 'string' ? value : undefined;
}

function leftOut(reason: string): ConformanceResult {
  return { ok: true, got: '', leftOut: reason };
}
