import type { CaptureChassis } from './capture.ts';
import type { CapturePart } from './captureFile.ts';

/** A dump that would say more. */
export interface MissingPart {
  /** Whose; undefined for what the central databases have. */
  readonly chassis: string | undefined;
  /** `OpenFlow flows of br-int`. */
  readonly what: string;
  /** What cannot be told without it. */
  readonly why: string;
  /** How to get it, run on that host, or where the central databases are reached. */
  readonly command: string;
}

/** OVN's own bridge on every chassis, unless it is set to another one. */
const integrationBridge = 'br-int';

/** What a moment lacks. `remote` are chassis of other availability zones, of which nothing can be had. */
export function missingIn(
  central: readonly CapturePart[],
  chassis: readonly CaptureChassis[],
  remote: ReadonlySet<string>,
): readonly MissingPart[] {
  const parts = [...central, ...chassis.flatMap((each) => each.parts)];
  const missing: MissingPart[] = parts.filter(({ isCompressed }) => isCompressed).map(unpacked);
  const has = (database: string, tables: readonly string[]): boolean =>
    central.some(
      (part) =>
        part.database === database &&
        !part.isSummary &&
        part.size > 0 &&
        (part.table === undefined || tables.includes(part.table)),
    );
  if (!has('OVN_Southbound', ['Chassis'])) missing.push(southbound);
  if (!has('OVN_Southbound', ['Port_Binding'])) missing.push(portBindings);
  const hasLogicalFlows = parts.some(({ kind, size }) => kind === 'logical-flows' && size > 0);
  if (!hasLogicalFlows && !has('OVN_Southbound', ['Logical_Flow'])) missing.push(logicalFlows);
  if (!central.some(({ database }) => database === 'OVN_Northbound')) missing.push(northbound);
  for (const each of chassis) {
    // Dumps that nothing gives to a host may be of any of the others.
    const isNobody = each.name === '' && chassis.length > 1;
    if (!remote.has(each.name) && !isNobody) missing.push(...missingOf(each));
  }
  return missing;
}

function missingOf({ name, parts, isRegistered }: CaptureChassis): MissingPart[] {
  const flows = parts.filter(
    ({ kind, bridge }) => kind === 'flows' && (bridge === undefined || bridge === integrationBridge),
  );
  const missing: MissingPart[] = [];
  if (!flows.some(({ size }) => size > 0)) {
    missing.push({
      chassis: name,
      what: `OpenFlow flows of ${integrationBridge}`,
      why:
        flows.length > 0
          ? 'the dump that is here is empty'
          : isRegistered
            ? 'the southbound database names this chassis; what it does with packets is not here'
            : 'what this host does with packets is not here',
      command: `ovs-ofctl -O OpenFlow15 dump-flows ${integrationBridge}`,
    });
  }
  const hasInterfaces = parts.some(
    ({ database, table, isSummary }) =>
      database === 'Open_vSwitch' && !isSummary && (table === undefined || table === 'Interface'),
  );
  if (parts.length > 0 && !hasInterfaces) {
    missing.push({
      chassis: name,
      what: 'interfaces of Open vSwitch',
      why: 'the numbers of ports in flows have no names',
      command: 'ovs-vsctl -f json list Interface',
    });
  }
  return missing;
}

function unpacked({ path }: CapturePart): MissingPart {
  return {
    chassis: undefined,
    what: `${path}, unpacked`,
    why: 'packed files are not read',
    command: `gunzip ${quoted(path)}`,
  };
}

/** As one word of a shell. */
function quoted(text: string): string {
  return /^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

const southbound: MissingPart = {
  chassis: undefined,
  what: 'the chassis of the southbound database',
  why: 'without it nobody knows which hosts there should be',
  command: 'ovn-sbctl -f json list Chassis',
};
const portBindings: MissingPart = {
  chassis: undefined,
  what: 'the port bindings of the southbound database',
  why: 'keys of logical ports have no names, and no port its chassis',
  command: 'ovn-sbctl -f json list Port_Binding',
};
const logicalFlows: MissingPart = {
  chassis: undefined,
  what: 'logical flows',
  why: 'cookies of OpenFlow flows lead nowhere',
  command: 'ovn-sbctl --uuid lflow-list',
};
const northbound: MissingPart = {
  chassis: undefined,
  what: 'the northbound database',
  why: 'what was asked for is not here, only what came of it',
  command: 'ovsdb-client backup unix:/run/ovn/ovnnb_db.sock OVN_Northbound',
};
