import type { Action, MatchField } from '../syntax/openflow/entry.ts';
import type { Inline } from './explanation.ts';
import type { FlowScope } from './flowScope.ts';
import { datapathText, logicalPortText, ofportText } from './names.ts';
import { tableName } from './tables.ts';

/** What a flow does, in one plain sentence: which packets, and what becomes of them. */
export function openFlowSentence(scope: FlowScope): readonly Inline[] {
  const { match } = scope;
  const which: Inline[] =
    match.length === 0
      ? ['All packets that no other row of the table takes']
      : ['Packets ', ...joined(match.slice(0, maxConditions).map((field) => condition(scope, field)))];
  if (match.length > maxConditions) which.push(` and ${match.length - maxConditions} more conditions`);
  return [...which, ' ', ...outcome(scope), '.'];
}

/** A sentence with more conditions is no sentence; they are all in the lines below it. */
const maxConditions = 8;

function joined(pieces: readonly (readonly Inline[])[]): readonly Inline[] {
  return pieces.flatMap((piece, idx) => (idx === 0 ? piece : [', ', ...piece]));
}

function condition(scope: FlowScope, field: MatchField): readonly Inline[] {
  const { name, text, mask, value, isShorthand } = field;
  if (isShorthand) return [`that are ${name}`];
  const written = mask === undefined || text.includes('+') || text.includes('-') ? text : `${text} (masked)`;
  const isExact = value !== undefined && mask === undefined;
  switch (name) {
    case 'in_port': {
      const device = isExact ? ofportText(scope.context, Number(value)) : [];
      return [`from port ${written}`, ...(device.length === 0 ? [] : [' (', ...device, ')'])];
    }
    case 'metadata':
      return isExact && scope.context.names?.datapathName?.(Number(value)) !== undefined
        ? ['on ', ...datapathText(scope.context, value)]
        : [`on datapath ${written}`];
    case 'reg14':
    case 'reg15': {
      const word = name === 'reg14' ? 'from' : 'to';
      const key = scope.datapathKey;
      const isNamed =
        isExact &&
        key !== undefined &&
        scope.context.names?.portName?.(Number(key), Number(value)) !== undefined;
      return isNamed
        ? [`${word} `, ...logicalPortText(scope.context, key, value, name === 'reg15')]
        : [`${word} logical port ${written}`];
    }
    default:
      return [`with ${name} ${written}`];
  }
}

/** What ends a packet's way here is what one asks for: the rest is preparation. */
function outcome(scope: FlowScope): readonly Inline[] {
  const { actions } = scope;
  if (actions.length === 0 || actions.some(({ kind }) => kind === 'drop')) return ['are dropped'];
  const ends: (readonly Inline[])[] = [];
  const nPrepared = actions.filter(({ kind }) => kind === 'set' || kind === 'move').length;
  if (nPrepared > 0) ends.push([`have ${nPrepared === 1 ? 'a field' : `${nPrepared} fields`} written`]);
  let last = '';
  for (const action of actions) {
    const end = ending(scope, action);
    if (end === undefined) continue;
    const key = JSON.stringify(end);
    if (key !== last) ends.push(end);
    last = key;
  }
  if (ends.length === 0) return ['are counted, nothing else'];
  const shown = ends.slice(0, maxEnds);
  if (ends.length > maxEnds) shown.push([`${ends.length - maxEnds} more actions are done`]);
  return shown.length === 1
    ? (shown[0] as readonly Inline[])
    : [...joined(shown.slice(0, -1)), ' and ', ...(shown.at(-1) as readonly Inline[])];
}

const maxEnds = 8;

function ending(scope: FlowScope, action: Action): readonly Inline[] | undefined {
  switch (action.kind) {
    case 'output': {
      if (action.port === undefined) return [`leave by the port in ${action.field?.field ?? '?'}`];
      const device = action.port.number === undefined ? [] : ofportText(scope.context, action.port.number);
      return [`leave by port ${action.port.text}`, ...(device.length === 0 ? [] : [' (', ...device, ')'])];
    }
    case 'resubmit':
    case 'gotoTable': {
      if (action.table === undefined) return ['are looked up again'];
      const name = tableName(scope.layout, action.table);
      return [`go on in table ${action.table}${name === undefined ? '' : ` (${name})`}`];
    }
    case 'controller':
      return ['go to ovn-controller'];
    case 'group':
      return [`go through group ${action.text}`];
    case 'ct':
      return [action.isCommitting ? 'are committed to conntrack' : 'go through conntrack'];
    case 'clone':
      return ['are copied'];
    case 'learn':
      return ['teach the switch a new row'];
    case 'conjunction':
      return [`match part ${action.clause + 1} of ${action.nClauses} of conjunction ${action.id}`];
    default:
      return undefined;
  }
}
