import { span } from '../../text/span.ts';
import type { ActionContext } from './actionContext.ts';
import type { ActionDetail, GenericOption, LogSeverity, LogVerdict } from './actions.ts';
import { readEndpoint } from './endpoint.ts';
import type { Constant, FieldRef, IntegerConstant } from './expression.ts';
import { emptyBackendsOptions, type OptionTable, routerAdvertisementOptions } from './options.ts';

const verdicts: readonly LogVerdict[] = ['drop', 'reject', 'allow', 'pass'];
const severities: readonly string[] = ['alert', 'warning', 'notice', 'info', 'debug'] satisfies LogSeverity[];

/** `name = value`: `parse_gen_opt()`. */
function parseOption(
  context: ActionContext,
  table: OptionTable,
  isOpen: boolean,
  what: string,
): GenericOption | undefined {
  const { lexer } = context;
  const { kind, text: name, start } = lexer.token;
  if (kind !== 'id') {
    lexer.syntaxError('');
    return undefined;
  }
  const option = table.get(name);
  if (option === undefined && !isOpen) {
    lexer.syntaxError(`expecting ${what} option name`);
    return undefined;
  }
  lexer.get();
  if (!lexer.forceMatch('=')) return undefined;
  const value = context.expressions.parseConstantSet();
  if (value === undefined) return undefined;
  const place = span(start, value.span.end);
  const type = option?.type;
  if (type !== undefined && type !== 'host_id') {
    const isString = isStringSet(value.constants);
    const wantsString = type === 'str' || type === 'domain' || type === 'domains';
    if (isString !== wantsString) {
      const needs = wantsString ? 'string' : 'numeric';
      lexer.fail(`${what} option ${name} requires ${needs} value.`, place.start, place.end);
      return undefined;
    }
  }
  return { span: place, name, value };
}

function isStringSet(constants: readonly Constant[]): boolean {
  const last = constants[constants.length - 1];
  return last?.kind === 'string' || last?.kind === 'portGroup';
}

function parseOptionList(
  context: ActionContext,
  table: OptionTable,
  isOpen: boolean,
  what: string,
): readonly GenericOption[] | undefined {
  const { lexer } = context;
  const options: GenericOption[] = [];
  while (!lexer.match(')')) {
    const option = parseOption(context, table, isOpen, what);
    if (option === undefined) return undefined;
    options.push(option);
    lexer.match(',');
  }
  return options;
}

/** `field = put_dhcp_opts(…)` and its kin. */
export function parsePutOptions(
  context: ActionContext,
  kind: 'put_dhcp_opts' | 'put_dhcpv6_opts' | 'put_nd_ra_opts',
  destination: FieldRef,
): ActionDetail | undefined {
  const { lexer, params } = context;
  lexer.get();
  lexer.get();
  if (!context.check(destination, 1, true)) return undefined;
  const [table, what] = {
    put_dhcp_opts: [params.dhcp4Options, 'DHCPv4'] as const,
    put_dhcpv6_opts: [params.dhcp6Options, 'DHCPv6'] as const,
    put_nd_ra_opts: [routerAdvertisementOptions, 'IPv6 ND RA'] as const,
  }[kind];
  const options = parseOptionList(context, table, params.hasOpenOptions && kind !== 'put_nd_ra_opts', what);
  if (options === undefined) return undefined;
  if (kind === 'put_dhcp_opts' && !options.some(({ name }) => name === 'offerip')) {
    lexer.fail('put_dhcp_opts requires offerip to be specified.', destination.span.start, lexer.token.start);
    return undefined;
  }
  if (kind === 'put_nd_ra_opts') {
    const message = advertisementFault(options);
    if (message !== undefined) {
      lexer.fail(message, destination.span.start, lexer.token.start);
      return undefined;
    }
    context.require('ip6');
  }
  return { kind, destination, options };
}

/** What `parse_put_nd_ra_opts()` demands of the options. */
function advertisementFault(options: readonly GenericOption[]): string | undefined {
  let isStateful = false;
  let hasPrefix = false;
  let hasSource = false;
  for (const { name, value } of options) {
    const [constant] = value.constants;
    const text = constant?.kind === 'string' ? constant.text : undefined;
    const integer = constant?.kind === 'integer' ? constant : undefined;
    let isValid = value.constants.length === 1;
    switch (name) {
      case 'addr_mode':
        isValid &&= ['slaac', 'dhcpv6_stateful', 'dhcpv6_stateless'].includes(text ?? '');
        if (text === 'dhcpv6_stateful') isStateful = true;
        break;
      case 'router_preference':
        isValid &&= ['MEDIUM', 'HIGH', 'LOW'].includes(text ?? '');
        break;
      case 'slla':
        isValid &&= integer?.format === 'Ethernet';
        hasSource = true;
        break;
      case 'prefix':
        isValid &&= integer?.format === 'IPv6' && integer.mask !== undefined;
        hasPrefix = true;
        break;
      case 'mtu':
        isValid &&= integer?.format === 'decimal';
        break;
      case 'rdnss':
        isValid &&= integer?.format === 'IPv6';
        break;
      default:
        isValid &&= text !== undefined;
        break;
    }
    if (!isValid) return `Invalid value for "${name}" option`;
  }
  if (!hasSource) return 'slla option not present';
  if (!isStateful && !hasPrefix) {
    return 'prefix option needs to be set when address mode is slaac/dhcpv6_stateless.';
  }
  return undefined;
}

/** `trigger_event(event = "empty_lb_backends", …)`. */
export function parseTriggerEvent(context: ActionContext): ActionDetail | undefined {
  const { lexer } = context;
  if (!lexer.forceMatch('(')) return undefined;
  if (!lexer.matchId('event')) {
    lexer.syntaxError("Expecting 'event' option");
    return undefined;
  }
  if (!lexer.forceMatch('=')) return undefined;
  const { kind, text: event } = lexer.token;
  if (kind !== 'string' || event.length >= 64) {
    lexer.syntaxError('Expecting string');
    return undefined;
  }
  if (event !== 'empty_lb_backends') {
    lexer.syntaxError("Unknown event '-1'");
    return undefined;
  }
  lexer.get();
  lexer.match(',');
  const options = parseOptionList(context, emptyBackendsOptions, false, event);
  if (options === undefined) return undefined;
  for (const { name, value, span: place } of options) {
    const message = emptyBackendsFault(name, value.constants);
    if (message !== undefined) {
      lexer.fail(message, place.start, place.end);
      return undefined;
    }
  }
  return { kind: 'trigger_event', event, options };
}

function emptyBackendsFault(name: string, constants: readonly Constant[]): string | undefined {
  const [constant] = constants;
  if (constants.length > 1 || constant?.kind !== 'string') return `Invalid value for "${name}" option`;
  const { text } = constant;
  if (name === 'vip' && readEndpoint(text) === undefined) return `Invalid load balancer VIP '${text}'`;
  if (name === 'protocol' && !['tcp', 'udp', 'sctp'].includes(text)) {
    return `Load balancer protocol '${text}' is not 'tcp', 'udp', or 'sctp'`;
  }
  const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
  if (name === 'load_balancer' && !uuid.test(text)) return `Load balancer '${text}' is not a UUID`;
  return undefined;
}

/** `field = dhcp_relay_req_chk(relay, server)`. */
export function parseRelay(
  context: ActionContext,
  kind: 'dhcp_relay_req_chk' | 'dhcp_relay_resp_chk',
  destination: FieldRef,
): ActionDetail | undefined {
  const { lexer } = context;
  lexer.get();
  if (!lexer.forceMatch('(') || !context.check(destination, 1, true)) return undefined;
  const relay = ip4Token(context);
  if (relay === undefined) {
    lexer.syntaxError('expecting IPv4 dhcp relay and server ips');
    return undefined;
  }
  lexer.match(',');
  const server = ip4Token(context);
  if (server === undefined) {
    lexer.syntaxError('expecting IPv4 dhcp server ip');
    return undefined;
  }
  return lexer.forceMatch(')') ? { kind, destination, relay, server } : undefined;
}

function ip4Token({ lexer }: ActionContext): IntegerConstant | undefined {
  const { format, value, start, end } = lexer.token;
  if (format !== 'IPv4') return undefined;
  lexer.get();
  return { kind: 'integer', span: span(start, end), value, mask: undefined, format };
}

/** `log(name="…", verdict=drop, severity=info, meter="…")`. */
export function parseLog(context: ActionContext): ActionDetail | undefined {
  const { lexer } = context;
  let name: string | undefined;
  let verdict: LogVerdict | undefined;
  let severity: LogSeverity = 'info';
  let meter: string | undefined;
  if (lexer.match('(')) {
    while (!lexer.match(')')) {
      const { text: word } = lexer.token;
      if (lexer.matchId('verdict')) {
        if (!lexer.forceMatch('=')) return undefined;
        const found = verdicts.find((one) => lexer.matchId(one));
        if (found === undefined) {
          lexer.syntaxError('unknown verdict');
          return undefined;
        }
        verdict = found;
      } else if (lexer.matchId('severity')) {
        if (!lexer.forceMatch('=')) return undefined;
        const { kind, text } = lexer.token;
        if (kind !== 'id' || !severities.includes(text)) {
          lexer.syntaxError(kind === 'id' ? 'unknown severity' : 'expecting severity');
          return undefined;
        }
        severity = text as LogSeverity;
        lexer.get();
      } else if (lexer.matchId('name') || lexer.matchId('meter')) {
        if (!lexer.forceMatch('=')) return undefined;
        const { kind, text } = lexer.token;
        if (kind !== 'string') {
          lexer.syntaxError('expecting string');
          return undefined;
        }
        if (word === 'name' && text.length >= 64) {
          lexer.syntaxError('name must be shorter than 64 characters');
          return undefined;
        }
        lexer.get();
        if (word === 'name') name = text;
        else meter = text;
      } else {
        lexer.syntaxError('');
        return undefined;
      }
      lexer.match(',');
    }
  }
  if (verdict === undefined) {
    lexer.syntaxError('expecting verdict');
    return undefined;
  }
  return { kind: 'log', name, verdict, severity, meter };
}

/** `set_meter(rate)` or `set_meter(rate, burst)`. */
export function parseSetMeter(context: ActionContext): ActionDetail | undefined {
  const { lexer } = context;
  if (!lexer.forceMatch('(')) return undefined;
  const rate = decimalToken(context);
  const burst = lexer.match(',') ? decimalToken(context) : 0n;
  if (!lexer.forceMatch(')')) return undefined;
  if (rate === 0n) {
    lexer.fail('Rate 0 for set_meter is not in valid.');
    return undefined;
  }
  return { kind: 'set_meter', rate, burst };
}

/** The decimal at the token, 0 for anything else; the token is passed. */
function decimalToken({ lexer }: ActionContext): bigint {
  const { kind, format, value } = lexer.token;
  lexer.get();
  return kind === 'integer' && format === 'decimal' ? value : 0n;
}

/** `sample(probability=…,collector_set=…,obs_domain=…,obs_point=…)`. */
export function parseSample(context: ActionContext): ActionDetail | undefined {
  const { lexer } = context;
  let probability = 0;
  let collectorSet = 0;
  let observationDomain = 0;
  let observationPoint: number | 'cookie' | FieldRef = 0;
  if (lexer.match('(')) {
    while (!lexer.match(')')) {
      if (lexer.matchId('probability')) {
        if (!lexer.forceMatch('=')) return undefined;
        const { kind, format } = lexer.token;
        if (kind === 'integer' && format === 'decimal') {
          const value = context.uint16('probability');
          if (value === undefined) return undefined;
          probability = value;
        }
      } else if (lexer.matchId('obs_point')) {
        if (!lexer.forceMatch('=')) return undefined;
        const point = parseObservationPoint(context);
        if (point === undefined) return undefined;
        observationPoint = point;
      } else if (lexer.matchId('obs_domain')) {
        if (!lexer.forceMatch('=')) return undefined;
        const { kind, format, value } = lexer.token;
        if (kind === 'integer' && format === 'decimal') {
          observationDomain = Number(value & 0xffff_ffffn);
          if (observationDomain > 255) {
            lexer.syntaxError('obs_domain must be 8-bit long');
            return undefined;
          }
        }
        lexer.get();
      } else if (lexer.matchId('collector_set')) {
        if (!lexer.forceMatch('=')) return undefined;
        const { kind, format, value } = lexer.token;
        if (kind === 'integer' && format === 'decimal') collectorSet = Number(value & 0xffff_ffffn);
        lexer.get();
      } else {
        lexer.syntaxError('unknown argument');
        return undefined;
      }
      lexer.match(',');
    }
  }
  if (probability === 0) {
    lexer.fail('probability must be greater than zero');
    return undefined;
  }
  return { kind: 'sample', probability, collectorSet, observationDomain, observationPoint };
}

function parseObservationPoint(context: ActionContext): number | 'cookie' | FieldRef | undefined {
  const { lexer } = context;
  const { kind, text, format, value } = lexer.token;
  if (kind === 'addressSet' && text === 'cookie') {
    lexer.get();
    return 'cookie';
  }
  if (kind === 'integer' && format === 'decimal') {
    lexer.get();
    return Number(value & 0xffff_ffffn);
  }
  return context.fieldOf(32);
}
