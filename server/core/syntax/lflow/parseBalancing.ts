import { span } from '../../text/span.ts';
import type { ActionContext } from './actionContext.ts';
import type {
  ActionDetail,
  Backend,
  Endpoint,
  GroupMember,
  LoadBalanceAction,
  NatAction,
  TransportProtocol,
} from './actions.ts';
import { readEndpoint } from './endpoint.ts';
import type { FieldRef, IntegerConstant } from './expression.ts';
import type { Lexer } from './lexer.ts';

/** `ct_dnat`, `ct_snat` and their kin: `parse_ct_nat()`. */
export function parseNat(context: ActionContext, kind: NatAction): ActionDetail | undefined {
  const { lexer } = context;
  context.require('ip');
  if (context.isLastTable()) {
    lexer.fail(`"${kind}" action not allowed in last table.`);
    return undefined;
  }
  if (!lexer.match('(')) return { kind, address: undefined, portLow: undefined, portHigh: undefined };
  const address = addressToken(lexer);
  if (address === undefined) {
    lexer.syntaxError('expecting IPv4 or IPv6 address');
    return undefined;
  }
  let portLow: number | undefined;
  let portHigh: number | undefined;
  if (lexer.match(',')) {
    portLow = portNumber(lexer, true);
    if (portLow === 0) lexer.syntaxError("range can't be 0");
    lexer.get();
    if (lexer.match('-')) {
      portHigh = portNumber(lexer, false);
      if (portHigh <= portLow) lexer.syntaxError('range high should be greater than range low');
      lexer.get();
    }
  }
  if (!lexer.forceMatch(')') || lexer.error !== undefined) return undefined;
  return { kind, address, portLow, portHigh };
}

/** The number at the token, cut to 16 bits as OVN does; the token stays. */
function portNumber(lexer: Lexer, isDecimal: boolean): number {
  const { kind, format, value } = lexer.token;
  if (kind !== 'integer' || (isDecimal && format !== 'decimal')) {
    lexer.syntaxError('expecting Integer for port range');
  }
  return Number(value & 0xffffn);
}

/** An IPv4 or IPv6 address without a mask, or undefined with nothing passed. */
function addressToken(lexer: Lexer): IntegerConstant | undefined {
  const { kind, format, value, start, end } = lexer.token;
  if (kind !== 'integer' || (format !== 'IPv4' && format !== 'IPv6')) return undefined;
  lexer.get();
  return { kind: 'integer', span: span(start, end), value, mask: undefined, format };
}

/** `ct_lb_mark(backends=…; hash_fields="…"; skip_snat)`: `parse_ct_lb_action()`. */
export function parseLoadBalance(context: ActionContext, kind: LoadBalanceAction): ActionDetail | undefined {
  const { lexer } = context;
  if (context.isLastTable()) {
    lexer.fail('"ct_lb_*" action not allowed in last table.');
    return undefined;
  }
  context.require('ip');
  const backends: Backend[] = [];
  let hashFields: string | undefined;
  let flag: 'skip_snat' | 'force_snat' | undefined;
  if (lexer.match('(') && !lexer.match(')')) {
    if (!lexer.matchId('backends')) {
      lexer.syntaxError('expecting backends');
      return undefined;
    }
    if (!lexer.forceMatch('=')) return undefined;
    // OVN takes either end of the list for the end of the parentheses too.
    while (!lexer.match(';') && !lexer.match(')')) {
      const backend = parseBackend(context, kind);
      if (backend === undefined) return undefined;
      lexer.match(',');
      backends.push(backend);
    }
    if (lexer.matchId('hash_fields')) {
      if (!lexer.match('=') || lexer.token.kind !== 'string') {
        lexer.syntaxError('invalid hash_fields');
        return undefined;
      }
      hashFields = lexer.token.text;
      lexer.get();
      if (!lexer.match(';')) lexer.get();
    }
    for (const word of ['skip_snat', 'force_snat'] as const) {
      if (flag === undefined && lexer.matchId(word)) {
        flag = word;
        lexer.get();
      }
    }
  }
  return { kind, backends, hashFields, flag };
}

function parseBackend(context: ActionContext, kind: LoadBalanceAction): Backend | undefined {
  const { lexer } = context;
  const { start } = lexer.token;
  let logicalPort: string | undefined;
  if (kind === 'ct_lb_mark_local') {
    logicalPort = context.string();
    if (logicalPort === undefined) {
      lexer.syntaxError('expecting logical port name for distributed load balancer');
      return undefined;
    }
    if (!lexer.forceMatch(':')) return undefined;
  }
  let address: IntegerConstant | undefined;
  if (lexer.match('[')) {
    address = lexer.token.format === 'IPv6' ? addressToken(lexer) : undefined;
    if (address === undefined) {
      lexer.syntaxError('expecting IPv6 address');
      return undefined;
    }
    if (!lexer.match(']')) {
      lexer.syntaxError('no closing square bracket');
      return undefined;
    }
  } else {
    address = addressToken(lexer);
    if (address === undefined) {
      lexer.syntaxError('expecting IP address');
      return undefined;
    }
    if (address.format === 'IPv6' && lexer.token.kind === ':') {
      lexer.get();
      lexer.syntaxError('IPv6 address needs square brackets if port is included');
      return undefined;
    }
  }
  let port: number | undefined = 0;
  if (lexer.match(':')) port = context.uint16('port number');
  if (port === undefined) return undefined;
  return { span: span(start, lexer.token.start), logicalPort, address, port };
}

/** `field = select(values=(1=100, 2=100); hash_fields="…")`: `parse_select_action()`. */
export function parseSelect(context: ActionContext, destination: FieldRef): ActionDetail | undefined {
  const { lexer } = context;
  const { nBits, symbol, offset } = destination;
  if (!context.check(destination, nBits, true)) return undefined;
  if (nBits < 16) {
    const bits = `${symbol.name}[${offset}..${offset + nBits - 1}]`;
    const message = `cannot use ${nBits}-bit field ${bits} for "select", which requires at least 16 bits.`;
    lexer.fail(message, destination.span.start, destination.span.end);
    return undefined;
  }
  if (context.isLastTable()) {
    lexer.fail('"select" action not allowed in last table.');
    return undefined;
  }
  lexer.get();
  lexer.get();
  const hasHash = lexer.matchId('values');
  if (hasHash && !(lexer.forceMatch('=') && lexer.forceMatch('('))) return undefined;
  const members: GroupMember[] = [];
  while (!lexer.match(')')) {
    const id = context.uint16('id');
    if (id === undefined) return undefined;
    let weight: number | undefined = 100;
    if (lexer.match('=')) {
      weight = context.uint16('weight');
      if (weight === 0) lexer.syntaxError("weight can't be 0");
      if (weight === undefined || weight === 0) return undefined;
    }
    lexer.match(',');
    members.push({ id, weight });
  }
  if (members.length <= 1) {
    lexer.syntaxError('expecting at least 2 group members');
    return undefined;
  }
  if (!hasHash) return { kind: 'select', destination, members, hashFields: undefined };
  if (!lexer.forceMatch(';')) return undefined;
  if (!lexer.matchId('hash_fields')) {
    lexer.syntaxError('expecting hash_fields');
    return undefined;
  }
  if (!lexer.match('=') || lexer.token.kind !== 'string' || lexer.lookahead() !== ')') {
    lexer.syntaxError('invalid hash_fields');
    return undefined;
  }
  const hashFields = lexer.token.text;
  lexer.get();
  return lexer.forceMatch(')') ? { kind: 'select', destination, members, hashFields } : undefined;
}

/** `fwd_group(liveness=true, childports="a", "b")`. */
export function parseForwardGroup(context: ActionContext): ActionDetail | undefined {
  const { lexer } = context;
  let isLive: boolean | undefined = false;
  const ports: string[] = [];
  if (lexer.match('(')) {
    if (lexer.matchId('liveness')) {
      if (!lexer.forceMatch('=')) return undefined;
      isLive = parseTruth(lexer);
      if (isLive === undefined || !lexer.forceMatch(',')) return undefined;
    }
    if (lexer.matchId('childports')) {
      if (!lexer.forceMatch('=')) return undefined;
      while (!lexer.match(')')) {
        const port = context.string();
        if (port === undefined) {
          lexer.syntaxError('expecting logical switch port');
          return undefined;
        }
        lexer.match(',');
        ports.push(port);
      }
    }
  }
  return { kind: 'fwd_group', isLive, ports };
}

/** `true`, `false`, or either in quotes. */
function parseTruth(lexer: Lexer): boolean | undefined {
  if (lexer.matchString('true') || lexer.matchId('true')) return true;
  if (lexer.matchString('false') || lexer.matchId('false')) return false;
  lexer.syntaxError('expecting true or false');
  return undefined;
}

function parseProtocol(lexer: Lexer): TransportProtocol | undefined {
  for (const protocol of ['tcp', 'udp', 'sctp'] as const) {
    if (lexer.matchId(protocol)) return protocol;
  }
  lexer.syntaxError('invalid protocol');
  return undefined;
}

/** A name and `=`, both obligatory. */
function parseName(lexer: Lexer, name: string): boolean {
  if (lexer.matchId(name)) return lexer.forceMatch('=');
  lexer.syntaxError('invalid parameter');
  return false;
}

/** `commit_ecmp_nh(ipv6 = false, proto = tcp)`. */
export function parseCommitEcmp(context: ActionContext): ActionDetail | undefined {
  const { lexer } = context;
  if (!lexer.forceMatch('(') || !parseName(lexer, 'ipv6')) return undefined;
  const isIp6 = parseTruth(lexer);
  if (isIp6 === undefined || !lexer.forceMatch(',') || !parseName(lexer, 'proto')) return undefined;
  const protocol = parseProtocol(lexer);
  if (protocol === undefined || !lexer.forceMatch(')')) return undefined;
  return { kind: 'commit_ecmp_nh', isIp6, protocol };
}

/** `commit_lb_aff(vip = "…", backend = "…", proto = tcp, timeout = 30)`; no protocol when the VIP has no port. */
export function parseCommitAffinity(context: ActionContext): ActionDetail | undefined {
  const { lexer } = context;
  if (!lexer.forceMatch('(') || !parseName(lexer, 'vip')) return undefined;
  const vip = parseEndpoint(lexer);
  if (vip === undefined) return undefined;
  lexer.get();
  if (!lexer.forceMatch(',') || !parseName(lexer, 'backend')) return undefined;
  const backend = parseEndpoint(lexer);
  if (backend === undefined) return undefined;
  if (vip.isIp6 !== backend.isIp6) {
    lexer.syntaxError('invalid protocol family');
    return undefined;
  }
  lexer.get();
  if (!lexer.forceMatch(',')) return undefined;
  let protocol: TransportProtocol | undefined;
  if (vip.port !== 0) {
    if (!parseName(lexer, 'proto')) return undefined;
    protocol = parseProtocol(lexer);
    if (protocol === undefined || !lexer.forceMatch(',')) return undefined;
  }
  if (!parseName(lexer, 'timeout')) return undefined;
  const timeout = context.uint16('affinity timeout');
  if (timeout === undefined || !lexer.forceMatch(')')) return undefined;
  return { kind: 'commit_lb_aff', vip, backend, protocol, timeout };
}

/** The endpoint of a string at the token; the token stays. */
function parseEndpoint(lexer: Lexer): Endpoint | undefined {
  const { kind, text } = lexer.token;
  const endpoint = kind === 'string' ? readEndpoint(text) : undefined;
  if (endpoint === undefined) lexer.syntaxError('invalid parameter');
  return endpoint;
}
