/**
 * Flows in the spelling of Open vSwitch's own programs.
 *
 *     readDumpedFlow(text) → printDumpedFlow(flow)   a line of `dump-flows`: what one prints the other read
 *     readFlow(text, …) → printFlowMod(flow, protocol)   what `ovs-ofctl parse-flow` prints: the flow as a message of that
 *                                                        protocol holds it
 *     printMatch(match, priority), printActions(actions)   the parts
 */
import { defaultPriority } from './entry.ts';
import { checkActions } from './exact/checkActions.ts';
import { encodedActions } from './exact/encodedActions.ts';
import type { FlowMatch } from './exact/flowMatch.ts';
import { entriesOfMatch, matchOfEntries, printMatchEntries } from './exact/nxMatch.ts';
import { printPort, printTable } from './exact/names.ts';
import { printActions } from './exact/printActions.ts';
import { printMatch } from './exact/printMatch.ts';
import { printVersion, Protocol, Version, versionOf } from './exact/protocols.ts';
import type { DumpedFlow, Flow } from './exact/readFlow.ts';
import { orRejection, Rejection } from './exact/rejection.ts';
import { standardMatch } from './exact/standardMatch.ts';

export { printActions, printMatch };

/** A flow as `ovs-ofctl dump-flows` prints it, without the space before it; as `bridge/dump-flows` where it has no cookie. */
export function printDumpedFlow(flow: DumpedFlow): string {
  const { counters, cookie, table = 0 } = flow;
  const hasCounters = counters.has('duration');
  const isBridge = hasCounters && !flow.hasCookie;
  const terms: string[] = [];
  const put = (name: string, value: string | number | undefined): void => {
    if (value !== undefined) terms.push(`${name}=${value}, `);
  };
  const counter = (name: string): void => put(name, counters.get(name));
  if (isBridge && table !== 0) put('table_id', printTable(table));
  if (!isBridge && (hasCounters || cookie !== 0n)) put('cookie', `0x${cookie.toString(16)}`);
  counter('duration');
  if (!isBridge && (hasCounters || table !== 0)) put('table', printTable(table));
  for (const name of ['n_packets', 'n_bytes', 'n_offload_packets', 'n_offload_bytes']) counter(name);
  if (flow.idleTimeout !== 0) put('idle_timeout', flow.idleTimeout);
  if (flow.hardTimeout !== 0) put('hard_timeout', flow.hardTimeout);
  for (const flag of flow.flags) terms.push(`${flag} `);
  if (flow.importance !== 0) put('importance', flow.importance);
  counter('idle_age');
  counter('hard_age');
  const match = printMatch(flow.match, flow.priority);
  const between = isBridge ? ',' : match === '' ? '' : ' ';
  return `${terms.join('')}${match}${between}actions=${printActions(flow.actions ?? [])}`;
}

const commandNames = {
  add: 'ADD',
  modify: 'MOD',
  modify_strict: 'MOD_STRICT',
  delete: 'DEL',
  delete_strict: 'DEL_STRICT',
} as const;

/** How much of a message is shown: more than 2 shows the fields as the message holds them. */
export type Verbosity = 'plain' | 'fields';

/**
 * A flow as `ovs-ofctl parse-flow` prints it after its way through a message of the protocol, a bit of `Protocol`. What
 * a switch would not take of such a message is told as `***decode error: NAME***`.
 */
export function printFlowMod(flow: Flow, protocol: number, verbosity: Verbosity = 'plain'): string {
  const head = `${isNxm(protocol) ? 'NXT' : 'OFPT'}_FLOW_MOD${printVersion(versionOf(protocol))}:`;
  const printed = orRejection(() => printFlowBody(flow, protocol, verbosity));
  return printed instanceof Rejection
    ? `${head} ***decode error: ${printed.message}***`
    : `${head} ${printed}`;
}

function printFlowBody(flow: Flow, protocol: number, verbosity: Verbosity): string {
  const version = versionOf(protocol);
  const match = messageMatch(flow, protocol);
  const actions = encodedActions(flow.actions ?? [], version);
  checkActions(actions, match, flow.table ?? 255);
  const words: string[] = [commandNames[flow.command]];
  const table = printedTable(flow, protocol);
  if (table !== undefined) words.push(`table:${table}`);
  const shown = isNxm(protocol) && verbosity === 'fields';
  const terms = shown
    ? printMatchEntries(entriesOfMatch(flow.match, 0, cookieOf(flow)))
    : printMatch(match, flow.priority);
  if (terms !== '') words.push(terms);
  words.push(...printedCookies(flow, version));
  if (flow.idleTimeout !== 0) words.push(`idle:${flow.idleTimeout}`);
  if (flow.hardTimeout !== 0) words.push(`hard:${flow.hardTimeout}`);
  const tellsImportance = version >= Version.of14 && flow.command === 'add';
  if (flow.importance !== 0 && tellsImportance) words.push(`importance:${flow.importance}`);
  if (verbosity === 'fields' && flow.priority !== defaultPriority) words.push(`pri:${flow.priority}`);
  if (flow.outPort !== undefined) words.push(`out_port:${printPort(flow.outPort)}`);
  const hidesResets = version < Version.of12;
  words.push(...flow.flags.filter((flag) => !(hidesResets && flag === 'reset_counts')));
  words.push(`actions=${printActions(actions)}`);
  return words.join(' ');
}

/** Of which flows are meant; a message has zeros where the mask does not look. */
function cookieOf({ cookieFilter }: Flow): { readonly value: bigint; readonly mask: bigint } | undefined {
  if (cookieFilter === undefined || cookieFilter.mask === 0n) return undefined;
  return { ...cookieFilter, value: cookieFilter.value & cookieFilter.mask };
}

/**
 * The new cookie and the cookie of the flows that are meant. From OpenFlow 1.1 on a message holds one cookie, so what
 * changes flows cannot give them a new one, but OpenFlow 1.1 that takes a change for an addition where no cookie is meant.
 */
function printedCookies(flow: Flow, version: Version): string[] {
  const { cookie, command } = flow;
  const filter = cookieOf(flow);
  const isModification = command === 'modify' || command === 'modify_strict';
  const givesOne =
    version === Version.of10 ||
    command === 'add' ||
    (version === Version.of11 && isModification && filter === undefined);
  const words: string[] = [];
  if (givesOne && cookie !== 0n) words.push(`cookie:0x${cookie.toString(16)}`);
  if (filter !== undefined) {
    words.push(`cookie:0x${filter.value.toString(16)}/0x${filter.mask.toString(16)}`);
  }
  return words;
}

/** The table that the message says: 255 stands for any, which from OpenFlow 1.1 on is the first but for later deletions. */
function printedTable(flow: Flow, protocol: number): string | undefined {
  const isShort = protocol === Protocol.of10 || protocol === Protocol.nxm;
  if (isShort) return undefined;
  const isOpen = protocol === Protocol.of10WithTable || protocol === Protocol.nxmWithTable;
  const isDeletion = flow.command === 'delete' || flow.command === 'delete_strict';
  const canMeanAll = isOpen || (isDeletion && versionOf(protocol) >= Version.of12);
  const table = flow.table ?? 255;
  if (table === 255 && !canMeanAll) return undefined;
  return table === 0 ? undefined : printTable(table);
}

/** The match as a message of the protocol tells it. */
function messageMatch(flow: Flow, protocol: number): FlowMatch {
  const version = versionOf(protocol);
  if (!isNxm(protocol) && version < Version.of12) return standardMatch(flow.match, version);
  const entries = entriesOfMatch(flow.match, isNxm(protocol) ? 0 : version);
  const pulled = matchOfEntries(entries, { isStrict: true, hasCookie: false });
  if (pulled instanceof Rejection) throw pulled;
  const { match } = pulled;
  // A message has numbers only; a port that is known by its name keeps it.
  for (const name of ['in_port', 'actset_output']) {
    const slot = flow.match.slot(name);
    if (slot.portName !== undefined) match.put(name, slot);
  }
  return match;
}

function isNxm(protocol: number): boolean {
  return protocol === Protocol.nxm || protocol === Protocol.nxmWithTable;
}
