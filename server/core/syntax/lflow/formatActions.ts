import type { FlowPosition } from './actionContext.ts';
import type {
  ActionDetail,
  Backend,
  Endpoint,
  GenericOption,
  LoadBalanceAction,
  LogicalAction,
  NatAction,
} from './actions.ts';
import { formatConstant, formatConstantSet, formatField } from './expr.ts';
import type { FieldRef } from './expression.ts';
import { formatIp4, formatIp6 } from '../../net/formatAddress.ts';

/**
 * Actions as OVN prints them: `ovnacts_format()`. A `next` is shortened where `position` shows that it says nothing new;
 * without a position it is printed as it was written. Quoted names are printed as they are, as OVN does.
 */
export function formatActions(actions: readonly LogicalAction[], position?: FlowPosition): string {
  const done = actions.filter(({ kind }) => kind !== 'drop');
  return done.length === 0 ? 'drop;' : done.map((action) => formatAction(action, position)).join(' ');
}

/** One action with its `;`. */
function formatAction(action: ActionDetail, position?: FlowPosition): string {
  switch (action.kind) {
    case 'dec_ttl':
      return 'ip.ttl--;';
    case 'handle_bfd_msg':
      return 'handle_bfd_msg();';
    case 'drop':
    case 'output':
    case 'ct_clear':
    case 'igmp':
    case 'handle_dhcpv6_reply':
    case 'ct_snat_to_vip':
    case 'mac_cache_use':
    case 'flood_remote':
      return `${action.kind};`;
    case 'next':
      return formatNext(action, position);
    case 'load':
      return formatLoad(action);
    case 'move':
      return `${formatField(action.destination)} = ${formatField(action.source)};`;
    case 'exchange':
      return `${formatField(action.first)} <-> ${formatField(action.second)};`;
    case 'push':
    case 'pop':
      return `${action.kind}(${formatField(action.field)});`;
    case 'ct_next':
    case 'ct_commit_nat':
    case 'ct_commit_to_zone':
      return `${action.kind}(${action.zone});`;
    case 'ct_dnat':
    case 'ct_snat':
    case 'ct_dnat_in_czone':
    case 'ct_snat_in_czone':
      return formatNat(action);
    case 'ct_lb':
    case 'ct_lb_mark':
    case 'ct_lb_mark_local':
      return formatLoadBalance(action);
    case 'select':
      return formatSelect(action);
    case 'ct_commit':
    case 'clone':
    case 'arp':
    case 'icmp4':
    case 'icmp4_error':
    case 'icmp6':
    case 'icmp6_error':
    case 'tcp_reset':
    case 'sctp_abort':
    case 'nd_na':
    case 'nd_na_router':
    case 'nd_ns':
    case 'reject': {
      const isEmpty = action.actions.every(({ kind }) => kind === 'drop');
      if (isEmpty && action.kind === 'ct_commit') return 'ct_commit;';
      return `${action.kind} { ${formatActions(action.actions, position)} };`;
    }
    case 'put_dhcp_opts':
    case 'put_dhcpv6_opts':
    case 'put_nd_ra_opts': {
      const options = action.options.map(formatOption).join(', ');
      return `${formatField(action.destination)} = ${action.kind}(${options});`;
    }
    case 'dhcp_relay_req_chk':
    case 'dhcp_relay_resp_chk': {
      const addresses = `${formatIp4(action.relay.value)}, ${formatIp4(action.server.value)}`;
      return `${formatField(action.destination)} = ${action.kind}(${addresses});`;
    }
    case 'trigger_event':
      return `trigger_event(${[`event = "${action.event}"`, ...action.options.map(formatOption)].join(', ')});`;
    case 'set_queue':
      return `set_queue(${action.queueId});`;
    case 'set_meter':
      return action.burst === 0n
        ? `set_meter(${action.rate});`
        : `set_meter(${action.rate}, ${action.burst});`;
    case 'log':
      return formatLog(action);
    case 'check_pkt_larger':
      return `${formatField(action.destination)} = check_pkt_larger(${action.size});`;
    case 'bind_vport':
      return `bind_vport("${action.port}", ${formatField(action.parent)});`;
    case 'mirror':
      return `mirror("${action.port}");`;
    case 'fwd_group': {
      const live = action.isLive ? 'liveness="true", ' : '';
      const ports = action.ports.map((port) => `"${port}"`).join(', ');
      return `fwd_group(${live}${ports === '' ? '' : `childports=${ports}`});`;
    }
    case 'commit_ecmp_nh':
      return `commit_ecmp_nh(ipv6 = ${action.isIp6}, proto = ${action.protocol});`;
    case 'commit_lb_aff': {
      const { vip, backend, protocol, timeout } = action;
      const proto = protocol === undefined ? '' : `, proto = ${protocol}`;
      const ends = `vip = "${formatEndpoint(vip)}", backend = "${formatEndpoint(backend)}"`;
      return `commit_lb_aff(${ends}${proto}, timeout = ${timeout});`;
    }
    case 'sample': {
      const { probability, collectorSet, observationDomain, observationPoint } = action;
      const point = typeof observationPoint === 'object' ? formatField(observationPoint) : observationPoint;
      return (
        `sample(probability=${probability},collector_set=${collectorSet},obs_domain=${observationDomain},` +
        `obs_point=${point === 'cookie' ? '$cookie' : point});`
      );
    }
    case 'unknown':
      return `${action.text};`;
    default:
      return formatCall(
        action.kind,
        action.arguments,
        'destination' in action ? action.destination : undefined,
      );
  }
}

type Of<Kind extends ActionDetail['kind']> = Extract<ActionDetail, { readonly kind: Kind }>;

function formatCall(name: string, fields: readonly FieldRef[], destination: FieldRef | undefined): string {
  const call = `${name}(${fields.map(formatField).join(', ')});`;
  return destination === undefined ? call : `${formatField(destination)} = ${call}`;
}

function formatNext({ pipeline, table }: Of<'next'>, position: FlowPosition | undefined): string {
  if (position === undefined) {
    if (pipeline !== undefined) {
      return `next(pipeline=${pipeline}${table === undefined ? '' : `, table=${table}`});`;
    }
    return table === undefined ? 'next;' : `next(${table});`;
  }
  if (pipeline !== undefined && pipeline !== position.pipeline)
    return `next(pipeline=${pipeline}, table=${table});`;
  return table === undefined || table === position.table + 1 ? 'next;' : `next(${table});`;
}

function formatLoad({ destination, constant }: Of<'load'>): string {
  const { symbol } = destination;
  if (symbol.kind === 'ovnField' && constant.kind === 'integer') {
    const text =
      symbol.name === 'icmp4.inner_ip4.src'
        ? formatIp4(constant.value & 0xffff_ffffn)
        : constant.value & 0xffffn;
    return `${symbol.name} = ${text};`;
  }
  return `${formatField(destination)} = ${formatConstant(constant)};`;
}

function formatNat({ kind, address, portLow, portHigh }: Of<NatAction>): string {
  if (address === undefined) return `${kind};`;
  const ip = address.format === 'IPv4' ? formatIp4(address.value) : formatIp6(address.value);
  const ports = portLow === undefined ? '' : `,${portLow}${portHigh === undefined ? '' : `-${portHigh}`}`;
  return `${kind}(${ip}${ports});`;
}

function formatLoadBalance({ kind, backends, hashFields, flag }: Of<LoadBalanceAction>): string {
  if (backends.length === 0) return `${kind};`;
  const hash = hashFields === undefined ? '' : `; hash_fields="${hashFields}"`;
  return `${kind}(backends=${backends.map(formatBackend).join(',')}${hash}${flag === undefined ? '' : `; ${flag}`});`;
}

function formatBackend({ logicalPort, address, port }: Backend): string {
  const owner = logicalPort === undefined ? '' : `"${logicalPort}":`;
  if (address.format === 'IPv4') return `${owner}${formatIp4(address.value)}${port === 0 ? '' : `:${port}`}`;
  const ip = formatIp6(address.value);
  return owner + (port === 0 ? ip : `[${ip}]:${port}`);
}

function formatSelect({ destination, members, hashFields }: Of<'select'>): string {
  const list = members.map(({ id, weight }) => `${id}=${weight}`).join(', ');
  const call =
    hashFields === undefined ? `select(${list})` : `select(values=(${list}); hash_fields="${hashFields}")`;
  return `${formatField(destination)} = ${call};`;
}

function formatOption({ name, value }: GenericOption): string {
  return `${name} = ${formatConstantSet(value)}`;
}

function formatLog({ name, verdict, severity, meter }: Of<'log'>): string {
  const parts = [`verdict=${verdict}`, `severity=${severity}`];
  if (name !== undefined) parts.unshift(`name="${name}"`);
  if (meter !== undefined) parts.push(`meter="${meter}"`);
  return `log(${parts.join(', ')});`;
}

function formatEndpoint({ address, isIp6, port }: Endpoint): string {
  const ip = isIp6 ? `[${formatIp6(address)}]` : formatIp4(address);
  return port === 0 ? ip : `${ip}:${port}`;
}
