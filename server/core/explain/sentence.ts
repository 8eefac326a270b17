import type { Layout } from '../facts/layout.ts';
import type { Action, MatchField, OpenFlowEntry } from '../syntax/openflow/entry.ts';
import { tableName } from './tables.ts';

/** What a row does, in one plain sentence: which packets, and what becomes of them. */
export function openFlowSentence(entry: OpenFlowEntry, layout: Layout): string {
  const which =
    entry.match.length === 0
      ? 'Every packet that no other row of the table takes'
      : `Packets ${entry.match.map(condition).join(', ')}`;
  return `${which} ${outcome(entry.actions, layout)}.`;
}

function condition(field: MatchField): string {
  const { name, text, mask, isShorthand } = field;
  if (isShorthand) return `that are ${name}`;
  const value = mask === undefined ? text : `${text} (masked)`;
  switch (name) {
    case 'in_port':
      return `from port ${value}`;
    case 'metadata':
      return `on datapath ${value}`;
    case 'reg14':
      return `from logical port ${value}`;
    case 'reg15':
      return `to logical port ${value}`;
    default:
      return `with ${name} ${value}`;
  }
}

/** What ends a packet's way here is what one asks for: the rest is preparation. */
function outcome(actions: readonly Action[], layout: Layout): string {
  if (actions.length === 0 || actions.some(({ kind }) => kind === 'drop')) return 'are dropped';
  const ends: string[] = [];
  const nPrepared = actions.filter(({ kind }) => kind === 'set' || kind === 'move').length;
  if (nPrepared > 0) ends.push(`have ${nPrepared === 1 ? 'a field' : `${nPrepared} fields`} written`);
  for (const action of actions) {
    const end = ending(action, layout);
    if (end !== undefined && ends.at(-1) !== end) ends.push(end);
  }
  if (ends.length === 0) return 'are counted, nothing else';
  return ends.length === 1 ? (ends[0] as string) : `${ends.slice(0, -1).join(', ')} and ${ends.at(-1)}`;
}

function ending(action: Action, layout: Layout): string | undefined {
  switch (action.kind) {
    case 'output':
      return action.port === undefined
        ? `leave by the port in ${action.field?.field ?? '?'}`
        : `leave by port ${action.port.text}`;
    case 'resubmit':
    case 'gotoTable': {
      if (action.table === undefined) return 'are looked up again';
      const name = tableName(layout, action.table);
      return `go on in table ${action.table}${name === undefined ? '' : ` (${name})`}`;
    }
    case 'controller':
      return 'go to ovn-controller';
    case 'group':
      return `go through group ${action.text}`;
    case 'ct':
      return action.isCommitting ? 'are committed to conntrack' : 'go through conntrack';
    case 'clone':
      return 'are copied';
    case 'learn':
      return 'teach the switch a new row';
    case 'conjunction':
      return `match part ${action.clause + 1} of ${action.nClauses} of conjunction ${action.id}`;
    default:
      return undefined;
  }
}
