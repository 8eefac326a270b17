import {
  backslashChar,
  closeBraceChar,
  openBraceChar,
  quoteChar,
  semicolonChar,
  spaceChar,
} from '../../text/ascii.ts';
import { decodeText } from '../../text/bytes.ts';
import { type Span, span } from '../../text/span.ts';
import { ActionContext, type ActionParams, dumpParams, nTables } from './actionContext.ts';
import type { ActionDetail, LogicalAction, NestedAction, PlainAction, ZoneAction } from './actions.ts';
import { actionWords } from './actionTable.ts';
import type { Expr, FieldRef } from './expression.ts';
import { Lexer, type LexerError } from './lexer.ts';
import {
  parseCommitAffinity,
  parseCommitEcmp,
  parseForwardGroup,
  parseLoadBalance,
  parseNat,
  parseSelect,
} from './parseBalancing.ts';
import {
  parseLog,
  parsePutOptions,
  parseRelay,
  parseSample,
  parseSetMeter,
  parseTriggerEvent,
} from './parseOptions.ts';
import type { Pipeline } from './logicalFlow.ts';
import { WriteScope } from './symbols.ts';

/** OVN's `MAX_NESTED_ACTION_DEPTH`. */
const maxDepth = 32;

/** Faulty actions of one row beyond this are not told apart. */
const maxErrors = 32;

/** The highest queue, `QDISC_MAX_QUEUE_ID` of OVN's `include/ovn/actions.h`. */
const maxQueueId = 0xf000;

export interface ParsedActions {
  readonly actions: readonly LogicalAction[];
  /** What must hold for the actions to make sense; undefined when nothing must, or when it was not asked for. */
  readonly prereqs: Expr | undefined;
  readonly error: LexerError | undefined;
}

/** Parses actions as OVN's `ovnacts_parse()` does: `bytes[start, end)`. With an error, those before it are there. */
export function parseActions(
  bytes: Uint8Array,
  start: number,
  end: number,
  params: ActionParams = dumpParams,
): ParsedActions {
  const lexer = new Lexer(bytes, start, end);
  const context = new ActionContext(lexer, params);
  const actions: LogicalAction[] = [];
  parseList(context, 'end', actions);
  return { actions, prereqs: context.prereqs, error: lexer.error };
}

/**
 * The same, going on behind an action with an error: it becomes an `unknown` up to its `;`. Errors in order; behind the
 * 32nd everything is one `unknown`.
 */
export function parseActionsOnward(
  bytes: Uint8Array,
  start: number,
  end: number,
  params: ActionParams = dumpParams,
): { readonly actions: readonly LogicalAction[]; readonly errors: readonly LexerError[] } {
  const actions: LogicalAction[] = [];
  const errors: LexerError[] = [];
  for (let from = start; from < end; ) {
    const lexer = new Lexer(bytes, from, end);
    const nBefore = actions.length;
    parseList(new ActionContext(lexer, params), 'end', actions);
    if (lexer.error === undefined) break;
    errors.push(lexer.error);
    const last = actions[actions.length - 1];
    const faultStart =
      actions.length > nBefore && last !== undefined ? skipTo(bytes, last.span.end, end) + 1 : from;
    const stop = errors.length < maxErrors ? skipTo(bytes, Math.min(faultStart, end), end) : end;
    const text = decodeText(bytes, faultStart, stop).trim();
    if (text !== '') {
      const place = span(faultStart, stop);
      actions.push({ kind: 'unknown', text, span: place, nameSpan: place });
    }
    from = stop + 1;
  }
  return { actions, errors };
}

/** The next `;` outside strings and braces from `at` on, or `end`. */
function skipTo(bytes: Uint8Array, at: number, end: number): number {
  let depth = 0;
  let isQuoted = false;
  for (let p = at; p < end; p++) {
    const byte = bytes[p];
    if (byte === quoteChar) isQuoted = !isQuoted;
    else if (isQuoted) p += byte === backslashChar ? 1 : 0;
    else if (byte === openBraceChar) depth++;
    else if (byte === closeBraceChar) depth--;
    else if (byte === semicolonChar && depth <= 0) return p;
  }
  return end;
}

/** Actions up to `sentinel`, which is passed: `parse_actions()`. */
function parseList(context: ActionContext, sentinel: 'end' | '}', actions: LogicalAction[]): void {
  const { lexer } = context;
  const { kind, text, start, end } = lexer.token;
  // `drop` may stand only alone.
  if (kind === 'id' && text === 'drop' && lexer.lookahead() === ';') {
    lexer.get();
    lexer.get();
    actions.push({ kind: 'drop', span: span(start, end), nameSpan: span(start, end) });
    if (sentinel === 'end') lexer.forceEnd();
    else lexer.forceMatch(sentinel);
    return;
  }
  while (!lexer.match(sentinel)) {
    const action = parseAction(context);
    // OVN goes on after an action that it reads nothing of as long as no error is known: `set_queue(;`.
    if (action === undefined && lexer.error !== undefined) return;
    if (action !== undefined) actions.push(action);
    if (sentinel === 'end' && lexer.token.kind === 'end') return;
  }
}

function parseAction(context: ActionContext): LogicalAction | undefined {
  const { lexer } = context;
  const { kind, start, end } = lexer.token;
  if (kind === 'template') {
    lexer.fail('Unexpanded template.');
    return undefined;
  }
  if (kind !== 'id') {
    lexer.syntaxError('');
    return undefined;
  }
  const next = lexer.lookahead();
  const name = { span: span(start, end) };
  const isAssignment = next === '=' || next === '<->' || next === '[';
  const detail = isAssignment ? parseAssignment(context, name) : parseWord(context);
  const last = lexer.token.start;
  if (!lexer.forceMatch(';') || detail === undefined) return undefined;
  return { ...detail, span: span(start, trimmed(lexer.bytes, last)), nameSpan: name.span };
}

/** Without the spaces before `end`. */
function trimmed(bytes: Uint8Array, end: number): number {
  let p = end;
  while (bytes[p - 1] === spaceChar) p--;
  return p;
}

const fieldWidths: { readonly [name: string]: readonly number[] } = {
  get_arp: [0, 32],
  get_nd: [0, 128],
  put_arp: [0, 32, 48],
  put_nd: [0, 128, 48],
  put_fdb: [0, 48],
  handle_svc_check: [0],
  lookup_arp: [0, 32, 48],
  lookup_nd: [0, 128, 48],
  lookup_arp_ip: [0, 32],
  lookup_nd_ip: [0, 128],
  get_fdb: [48],
  get_remote_fdb: [48],
  lookup_fdb: [0, 48],
};

/** Prerequisites of the actions in braces; undefined: those of the actions within. */
const nestedPrereqs: { readonly [name in NestedAction]: string | undefined } = {
  ct_commit: 'ip',
  clone: undefined,
  arp: 'ip',
  icmp4: 'ip4',
  icmp4_error: 'ip4',
  icmp6: 'ip6',
  icmp6_error: 'ip6',
  tcp_reset: 'tcp',
  sctp_abort: 'sctp',
  nd_na: 'nd_ns',
  nd_na_router: 'nd_ns',
  nd_ns: 'ip',
  reject: undefined,
};

const knownWords: ReadonlyMap<string, boolean> = new Map(
  actionWords.filter(({ isAssigned }) => !isAssigned).map(({ name, isLegacy }) => [name, isLegacy]),
);

/** An action that begins with its word. Undefined without an error leaves it to the `;` that must follow. */
function parseWord(context: ActionContext): ActionDetail | undefined {
  const { lexer } = context;
  const word = lexer.token.text;
  const isLegacy = knownWords.get(word);
  if (isLegacy === undefined || word === 'drop' || (isLegacy && !context.params.acceptsLegacy)) {
    lexer.syntaxError('expecting action');
    return undefined;
  }
  lexer.get();
  switch (word) {
    case 'output':
    case 'ct_clear':
    case 'igmp':
    case 'handle_dhcpv6_reply':
    case 'ct_snat_to_vip':
    case 'mac_cache_use':
    case 'flood_remote':
      return { kind: word satisfies PlainAction };
    case 'handle_bfd_msg':
      return lexer.forceMatch('(') && lexer.forceMatch(')') ? { kind: word } : undefined;
    case 'ip.ttl':
      if (!lexer.forceMatch('--')) return undefined;
      context.require('ip');
      return { kind: 'dec_ttl' };
    case 'next':
      return parseNext(context);
    case 'push':
    case 'pop':
      return parsePushPop(context, word);
    case 'ct_next':
    case 'ct_commit_nat':
    case 'ct_commit_to_zone':
      return parseZone(context, word);
    case 'ct_dnat':
    case 'ct_snat':
    case 'ct_dnat_in_czone':
    case 'ct_snat_in_czone':
      return parseNat(context, word);
    case 'ct_lb':
    case 'ct_lb_mark':
    case 'ct_lb_mark_local':
      return parseLoadBalance(context, word);
    case 'get_arp':
    case 'get_nd':
    case 'put_arp':
    case 'put_nd':
    case 'put_fdb':
    case 'handle_svc_check': {
      const fields = context.fieldsOf(...(fieldWidths[word] ?? []));
      return fields === undefined ? undefined : { kind: word, arguments: fields };
    }
    case 'set_queue':
      return parseSetQueue(context);
    case 'set_meter':
      return parseSetMeter(context);
    case 'log':
      return parseLog(context);
    case 'trigger_event':
      return parseTriggerEvent(context);
    case 'bind_vport':
      return parseBindVport(context);
    case 'mirror':
      return parseMirror(context);
    case 'fwd_group':
      return parseForwardGroup(context);
    case 'commit_ecmp_nh':
      return parseCommitEcmp(context);
    case 'commit_lb_aff':
      return parseCommitAffinity(context);
    case 'sample':
      return parseSample(context);
    default:
      return parseNested(context, word as NestedAction);
  }
}

/** Where `next` leads. */
interface NextTarget {
  readonly pipeline: Pipeline | undefined;
  readonly table: number | undefined;
}

function parseNext(context: ActionContext): ActionDetail | undefined {
  const { lexer } = context;
  const { position } = context.params;
  const following: NextTarget = {
    pipeline: position?.pipeline,
    table: position === undefined ? undefined : position.table + 1,
  };
  const { start } = lexer.token;
  const target = lexer.match('(') ? parseNextTarget(lexer, following) : following;
  if (target === undefined) return undefined;
  const { pipeline, table } = target;
  if (position !== undefined) {
    const limit = nTables({ ...position, pipeline: pipeline ?? position.pipeline });
    if ((table ?? 0) >= limit) {
      lexer.fail(`"next" action cannot advance beyond table ${limit}.`, start, lexer.token.start);
      return undefined;
    }
  }
  return { kind: 'next', pipeline, table };
}

/** `8)`, or `pipeline=ingress, table=8)` in any order: what is not said is as in `following`. */
function parseNextTarget(lexer: Lexer, following: NextTarget): NextTarget | undefined {
  let { pipeline, table } = following;
  if (lexer.isInt()) table = lexer.getInt();
  else {
    do {
      if (lexer.matchId('pipeline')) {
        pipeline = lexer.forceMatch('=') ? parsePipeline(lexer) : undefined;
        if (pipeline === undefined) return undefined;
      } else if (lexer.matchId('table')) {
        table = lexer.forceMatch('=') ? lexer.forceInt() : undefined;
        if (table === undefined) return undefined;
      } else {
        lexer.syntaxError('expecting "pipeline" or "table"');
        return undefined;
      }
    } while (lexer.match(','));
  }
  return lexer.forceMatch(')') ? { pipeline, table } : undefined;
}

function parsePipeline(lexer: Lexer): Pipeline | undefined {
  if (lexer.matchId('ingress')) return 'ingress';
  if (lexer.matchId('egress')) return 'egress';
  lexer.syntaxError('expecting "ingress" or "egress"');
  return undefined;
}

function parsePushPop(context: ActionContext, kind: 'push' | 'pop'): ActionDetail | undefined {
  const { lexer } = context;
  if (!lexer.forceMatch('(')) return undefined;
  const field = context.field();
  if (field === undefined || !context.check(field, field.nBits, kind === 'pop')) return undefined;
  return lexer.forceMatch(')') ? { kind, field } : undefined;
}

/** `ct_next`, `ct_commit_nat`, `ct_commit_to_zone`, with the zone in parentheses. */
function parseZone(context: ActionContext, kind: ZoneAction): ActionDetail | undefined {
  const { lexer } = context;
  if (context.isLastTable()) {
    lexer.fail(`"${kind}" action not allowed in last table.`);
    return undefined;
  }
  context.require('ip');
  if (!lexer.match('(')) {
    if (kind === 'ct_commit_to_zone') {
      lexer.forceMatch('(');
      return undefined;
    }
    return { kind, zone: 'dnat' };
  }
  const isSnat = lexer.matchId('snat');
  if (!isSnat && !lexer.matchId('dnat')) {
    lexer.fail(`"${kind}" action accepts only "dnat" or "snat" parameter.`);
    return undefined;
  }
  return lexer.forceMatch(')') ? { kind, zone: isSnat ? 'snat' : 'dnat' } : undefined;
}

function parseSetQueue(context: ActionContext): ActionDetail | undefined {
  const { lexer } = context;
  if (!lexer.forceMatch('(')) return undefined;
  const place = lexer.token;
  const queueId = lexer.getInt();
  if (queueId === undefined || !lexer.forceMatch(')')) return undefined;
  if (queueId > maxQueueId) {
    const message = `Queue ID ${queueId} for set_queue is not in valid range 0 to ${maxQueueId}.`;
    lexer.fail(message, place.start, place.end);
    return undefined;
  }
  return { kind: 'set_queue', queueId };
}

function parseBindVport(context: ActionContext): ActionDetail | undefined {
  const { lexer } = context;
  if (!lexer.forceMatch('(')) return undefined;
  const port = context.string();
  if (port === undefined) {
    lexer.syntaxError('expecting port name string');
    return undefined;
  }
  if (!lexer.forceMatch(',')) return undefined;
  const parent = context.fieldOf(0);
  if (parent === undefined || !lexer.forceMatch(')')) return undefined;
  return { kind: 'bind_vport', port, parent };
}

function parseMirror(context: ActionContext): ActionDetail | undefined {
  const { lexer } = context;
  if (!lexer.forceMatch('(')) return undefined;
  const port = context.string();
  if (port === undefined) {
    lexer.syntaxError('expecting port name string');
    return undefined;
  }
  return lexer.forceMatch(')') ? { kind: 'mirror', port } : undefined;
}

function parseNested(context: ActionContext, kind: NestedAction): ActionDetail | undefined {
  const { lexer, params } = context;
  const prereq = nestedPrereqs[kind];
  if (kind === 'ct_commit' && lexer.token.kind !== '{') {
    context.require('ip');
    return { kind, actions: [] };
  }
  if (!lexer.forceMatch('{')) return undefined;
  if (context.depth + 1 === maxDepth) {
    lexer.fail('maximum depth of nested actions reached');
    return undefined;
  }
  let scope: WriteScope = context.scope;
  if (kind === 'ct_commit') scope = WriteScope.ctCommit;
  if (kind === 'clone') scope = WriteScope.default;
  const inner = new ActionContext(lexer, params, scope, context.depth + 1);
  const actions: LogicalAction[] = [];
  parseList(inner, '}', actions);
  if (lexer.error !== undefined) return undefined;
  if (prereq === undefined) context.addPrereqs(inner.prereqs);
  else context.require(prereq);
  return { kind, actions };
}

/** `field = constant`, `field = field`, `field <-> field`, `field = function(…)`: `parse_set_action()`. */
function parseAssignment(context: ActionContext, name: { span: Span }): ActionDetail | undefined {
  const { lexer } = context;
  const destination = context.field();
  if (destination === undefined) return undefined;
  name.span = destination.span;
  if (lexer.match('<->')) return parseMove(context, destination, true);
  if (!lexer.match('=')) {
    lexer.syntaxError("expecting `=' or `<->'");
    return undefined;
  }
  if (lexer.token.kind !== 'id') {
    if (!context.check(destination, destination.nBits, true)) return undefined;
    const constant = context.expressions.parseConstantFor(destination);
    return constant === undefined ? undefined : { kind: 'load', destination, constant };
  }
  const isRelay = lexer.token.text === 'dhcp_relay_req_chk' || lexer.token.text === 'dhcp_relay_resp_chk';
  if (!isRelay && lexer.lookahead() !== '(') return parseMove(context, destination, false);
  const { start, end } = lexer.token;
  const detail = parseFunction(context, destination);
  name.span = span(start, end);
  return detail;
}

function parseMove(context: ActionContext, left: FieldRef, isExchange: boolean): ActionDetail | undefined {
  const { lexer } = context;
  const right = context.field();
  if (right === undefined) return undefined;
  const fail = (message: string): undefined => {
    lexer.fail(message, left.span.start, right.span.end);
    return undefined;
  };
  if (left.symbol.width > 0 !== right.symbol.width > 0) {
    return isExchange
      ? fail(`Can't exchange ${typeOf(left)} with ${typeOf(right)}.`)
      : fail(`Can't assign ${typeOf(right)} to ${typeOf(left)}.`);
  }
  if (left.nBits !== right.nBits) {
    return isExchange
      ? fail(`Can't exchange ${left.nBits}-bit field with ${right.nBits}-bit field.`)
      : fail(`Can't assign ${right.nBits}-bit value to ${left.nBits}-bit destination.`);
  }
  if (left.nBits === 0 && left.symbol.nxmWidth !== right.symbol.nxmWidth) {
    const use = isExchange ? 'exchange' : 'assignment';
    return fail(`String fields ${left.symbol.name} and ${right.symbol.name} are incompatible for ${use}.`);
  }
  if (!context.check(left, left.nBits, true) || !context.check(right, right.nBits, isExchange))
    return undefined;
  return isExchange
    ? { kind: 'exchange', first: left, second: right }
    : { kind: 'move', destination: left, source: right };
}

function typeOf({ symbol }: FieldRef): string {
  return `${symbol.width > 0 ? 'integer' : 'string'} field (${symbol.name})`;
}

/** Width of the result, and prerequisite, of functions without arguments. */
const results: { readonly [name: string]: readonly [width: number, prereq?: string] } = {
  dns_lookup: [1, 'udp'],
  chk_lb_hairpin: [1],
  chk_lb_hairpin_reply: [1],
  check_in_port_sec: [1],
  check_out_port_sec: [1],
  chk_ecmp_nh_mac: [1],
  chk_ecmp_nh: [1],
  chk_lb_aff: [1],
  ct_nw_dst: [32],
  ct_ip6_dst: [128],
  ct_tp_dst: [16],
  ct_proto: [8],
  ct_state_save: [8],
};

/** A function behind `=`; a word that is none is taken for a field. */
function parseFunction(context: ActionContext, destination: FieldRef): ActionDetail | undefined {
  const { lexer } = context;
  const word = lexer.token.text;
  switch (word) {
    case 'select':
      return parseSelect(context, destination);
    case 'put_dhcp_opts':
    case 'put_dhcpv6_opts':
    case 'put_nd_ra_opts':
      return parsePutOptions(context, word, destination);
    case 'dhcp_relay_req_chk':
    case 'dhcp_relay_resp_chk':
      return parseRelay(context, word, destination);
    case 'check_pkt_larger':
      return parseCheckSize(context, destination);
    case 'lookup_arp':
    case 'lookup_nd':
    case 'lookup_arp_ip':
    case 'lookup_nd_ip':
    case 'lookup_fdb': {
      if (!context.check(destination, 1, true)) return undefined;
      lexer.get();
      const fields = context.fieldsOf(...(fieldWidths[word] ?? []));
      return fields === undefined ? undefined : { kind: word, destination, arguments: fields };
    }
    case 'get_fdb':
    case 'get_remote_fdb': {
      if (destination.nBits > 0 && !context.check(destination, 32, true)) return undefined;
      lexer.get();
      const fields = context.fieldsOf(...(fieldWidths[word] ?? []));
      return fields === undefined ? undefined : { kind: word, destination, arguments: fields };
    }
    case 'chk_evpn_arp':
      return parseCheckEvpn(context, destination);
    case 'dns_lookup':
    case 'chk_lb_hairpin':
    case 'chk_lb_hairpin_reply':
    case 'check_in_port_sec':
    case 'check_out_port_sec':
    case 'chk_ecmp_nh_mac':
    case 'chk_ecmp_nh':
    case 'chk_lb_aff':
    case 'ct_nw_dst':
    case 'ct_ip6_dst':
    case 'ct_tp_dst':
    case 'ct_proto':
    case 'ct_state_save': {
      const [width, prereq] = results[word] ?? [1];
      lexer.get();
      lexer.get();
      if (!lexer.match(')')) {
        lexer.fail(`${word} doesn't take any parameters`);
        return undefined;
      }
      if (!context.check(destination, width, true)) return undefined;
      if (prereq !== undefined) context.require(prereq);
      return { kind: word, destination, arguments: [] };
    }
    default:
      return parseMove(context, destination, false);
  }
}

function parseCheckSize(context: ActionContext, destination: FieldRef): ActionDetail | undefined {
  const { lexer } = context;
  if (!context.check(destination, 1, true)) return undefined;
  lexer.get();
  if (!lexer.forceMatch('(')) return undefined;
  const size = lexer.getInt();
  return size !== undefined && lexer.forceMatch(')')
    ? { kind: 'check_pkt_larger', destination, size }
    : undefined;
}

function parseCheckEvpn(context: ActionContext, destination: FieldRef): ActionDetail | undefined {
  const { lexer } = context;
  if (!context.check(destination, 1, true)) return undefined;
  lexer.get();
  if (!lexer.forceMatch('(')) return undefined;
  const address = context.field();
  if (address === undefined) return undefined;
  const nBits = address.symbol.width === 0 ? address.symbol.nxmWidth : address.nBits;
  if (nBits !== 32 && nBits !== 128) {
    lexer.fail('chk_evpn_arp requires a 32-bit or 128-bit IP field', address.span.start, address.span.end);
    return undefined;
  }
  return lexer.forceMatch(')') ? { kind: 'chk_evpn_arp', destination, arguments: [address] } : undefined;
}
