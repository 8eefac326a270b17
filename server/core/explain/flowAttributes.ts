import { NodeKind } from '../syntax/nodeKind.ts';
import { durationText, secondsOf } from './durations.ts';
import type { Explanation, ExplanationPart, Inline } from './explanation.ts';
import type { FlowScope } from './flowScope.ts';
import { isOrdinarySwitch } from '../model/ordinarySwitch.ts';
import { cookieText } from './names.ts';
import { prose } from './prose/prose.ts';
import { explainOpenFlowTable } from './tables.ts';
import { about, part, spanOf, textOf } from './token.ts';
import { spellings } from './values.ts';

/** What stands before the match of a flow, and its flags. */
export function explainFlowAttribute(scope: FlowScope, node: number): Explanation | undefined {
  const { token } = scope;
  const { tree } = token;
  const nameNode = tree.child(node, NodeKind.attributeName);
  const number = tree.child(node, NodeKind.number);
  const name = nameNode === -1 ? 'table' : textOf(token, nameNode);
  if ((name === 'table' || name === 'table_id') && number !== -1)
    return explainOpenFlowTable(scope.context, Number(tree.number(number)), spanOf(token, node));
  const value = node + 2 < tree.next(node) ? textOf(token, node + 2) : '';
  return about(
    token,
    node,
    textOf(token, node),
    prose.attribute(name) ?? 'Says something of the row; no release of Open vSwitch prints it.',
    attributeParts(scope, name, value, number === -1 ? undefined : tree.number(number)),
  );
}

function attributeParts(
  scope: FlowScope,
  name: string,
  text: string,
  number: bigint | undefined,
): readonly ExplanationPart[] {
  switch (name) {
    case 'cookie':
      return number === undefined
        ? []
        : [part('value', spellings(number)), part('comes from', cookieOwner(scope, number))];
    case 'priority': {
      if (number === undefined) return [];
      const band = prose.priority(scope.place, Number(number));
      return band === undefined ? [] : [part([{ code: text }], band)];
    }
    case 'duration': {
      const seconds = secondsOf(text);
      return seconds === undefined ? [] : [part('that is', durationText(seconds))];
    }
    case 'idle_age':
    case 'hard_age':
    case 'idle_timeout':
    case 'hard_timeout':
      return number === undefined ? [] : [part('that is', durationText(Number(number)))];
    case 'n_packets':
      return number === 0n ? [part('here', 'no packet has matched yet')] : [];
    case 'n_bytes':
      return number === undefined ? [] : byteParts(number);
    default:
      return [];
  }
}

export function byteParts(number: bigint): readonly ExplanationPart[] {
  return number < 10_000n ? [] : [part('that is', bytesText(number))];
}

/** In the unit that leaves up to four digits. */
export function bytesText(number: bigint): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB', 'EB'];
  let value = Number(number);
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit]}`;
}

/**
 * Which row of the southbound database a cookie names: its own name where the capture has it, else the table by the
 * form of the flow (`controller/physical.c`, callers of `ofctrl_add_flow`).
 */
export function cookieOwner(scope: FlowScope, cookie: bigint): readonly Inline[] {
  const known = cookie === 0n ? [] : cookieText(scope.context, cookie);
  if (known.length > 0) return known;
  const { place, match } = scope;
  if (cookie === 0n)
    return [
      isOrdinarySwitch(scope.context.dump) ? 'what rows have that nobody gave one' : prose.cookie('none'),
    ];
  if (place === '') return ['a row of the southbound database, by the first eight hex digits of its UUID'];
  if (!place.startsWith('OFTABLE_'))
    return [
      prose.cookie('pipeline'),
      ' ',
      { code: 'ovn-sbctl --uuid lflow-list' },
      ' prints it as ',
      { code: `uuid=0x${cookie.toString(16).padStart(8, '0')}` },
      '.',
    ];
  const key = match.find((each) => each.name === 'reg15')?.value;
  if (key !== undefined && key >= 0x8000n) return [prose.cookie('group')];
  const isPeers = /LARGE_PKT/.test(place) || (/REMOTE_OUTPUT/.test(place) && scope.priority === 110);
  return [
    isPeers
      ? `${prose.cookie('port')} Here that of a peer, not of the migrating port.`
      : prose.cookie('port'),
  ];
}
