// Merges the per-release facts (one file a branch of OVN and OVS) into the two files of server/data: one row a name,
// differences between releases as data in the row.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const ovnReleases = [
  '22.03',
  '22.06',
  '22.09',
  '22.12',
  '23.03',
  '23.06',
  '23.09',
  '24.03',
  '24.09',
  '25.03',
  '25.09',
  '26.03',
  'main',
];
const ovsReleases = ['3.1', '3.5', '3.7', '4.0', 'main'];

/** The text of `server/data/ovn.json` and `server/data/ovs.json`, made from the folder of per-release facts. */
export function generateFacts(factsFolder: string): { readonly ovn: string; readonly ovs: string } {
  const ovn = new Map(ovnReleases.map((id) => [id, readJson(factsFolder, 'ovn', `${id}.json`) as OvnFile]));
  const ovs = new Map(ovsReleases.map((id) => [id, readJson(factsFolder, 'ovs', `${id}.json`) as OvsFile]));
  const texts = readJson(factsFolder, 'explanations.json') as {
    readonly actionEnums: Record<string, string>;
  };
  return {
    ovn: printSections(mergeOvn(ovn, fieldNamesById([...ovs.values()]), texts.actionEnums)),
    ovs: printSections(mergeOvs(ovs)),
  };
}

interface OvnStage {
  readonly pipeline: string;
  readonly id: string;
  readonly table: number;
  readonly name: string;
}

interface OvnNumbers {
  readonly oftables: Readonly<Record<string, number>>;
  readonly stages: readonly OvnStage[];
  readonly controllerOpcodes: Readonly<Record<string, number>>;
}

interface OvnVariant {
  readonly fromTag: string;
  readonly toTag: string;
  readonly sameAsTip: boolean;
  readonly oftables?: OvnNumbers['oftables'] | 'sameAsTip';
  readonly stages?: OvnNumbers['stages'] | 'sameAsTip';
  readonly controllerOpcodes?: OvnNumbers['controllerOpcodes'] | 'sameAsTip';
}

interface OvnRegister {
  readonly field: string;
  readonly location: string;
  readonly bits: string | null;
}

interface OvnFile extends OvnNumbers {
  readonly ref: string;
  readonly commit: string;
  readonly commitDate: string;
  readonly tags?: readonly string[];
  readonly pipelineLength: Readonly<Record<'any' | 'ingress' | 'egress', number | null>>;
  readonly registers: readonly OvnRegister[];
  readonly northdRegisters: readonly OvnRegister[];
  readonly logicalRegisterCount: number;
  readonly actions: readonly string[];
  readonly actionsAssigned: readonly string[];
  readonly actionEnums: readonly string[];
  readonly symbols: readonly (Readonly<Record<string, unknown>> & { readonly name: string })[];
  readonly tagVariants?: readonly OvnVariant[];
}

interface OvsField {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly id: string;
  readonly width: number;
  readonly maskable: string;
  readonly formatting: string;
  readonly prereqs: string;
  readonly access: string;
  readonly oxm: readonly string[];
  readonly nxm: readonly string[];
}

interface OvsFile {
  readonly ref: string;
  readonly commit: string;
  readonly commitDate: string;
  readonly flowRegisters: number;
  readonly fields: readonly OvsField[];
  readonly actions: readonly {
    readonly name: string;
    readonly enum: string;
    readonly forms: readonly string[];
  }[];
  readonly matchShorthands: Readonly<Record<string, string>>;
  readonly reservedPorts: Readonly<Record<string, number>>;
}

type Row = Readonly<Record<string, unknown>>;
type Sections = Readonly<Record<string, string | readonly Row[]>>;

const about =
  'Made by test/tools/facts.ts, not by hand. Names and numbers only. `since` is absent for what the oldest release has, ' +
  '`until` for what the newest still has.';

// ---------------------------------------------------------------------------------------------------------------------
// OVN

function mergeOvn(
  files: ReadonlyMap<string, OvnFile>,
  fieldNames: ReadonlyMap<string, string>,
  enumActions: Readonly<Record<string, string>>,
): Sections {
  const layouts = [...files].flatMap(([release, file]) => layoutsOf(release, file));
  const layoutIds = layouts.map((each) => each.id);
  const releases = [...files.keys()];
  const words = new Set([...files.values()].flatMap((file) => [...file.actions, ...file.actionsAssigned]));
  return {
    about,
    releases: [...files].map(([id, file]) => ({
      id,
      ref: file.ref,
      commit: file.commit,
      commitDate: file.commitDate,
      ingressLength: file.pipelineLength.ingress ?? file.pipelineLength.any,
      egressLength: file.pipelineLength.egress ?? file.pipelineLength.any,
      nLogicalRegisters: file.logicalRegisterCount,
    })),
    layouts: layouts.map(({ id, release, label, tags }) => ({ id, release, label, tags })),
    stages: mergeStages(layouts),
    oftables: namesOf(layouts.map((each) => each.numbers.oftables)).map((name) => ({
      name,
      numbers: layouts.map((each) => each.numbers.oftables[name] ?? null),
    })),
    controllerOpcodes: ranged(
      layoutIds,
      layouts.map((each) =>
        Object.entries(each.numbers.controllerOpcodes).map(([name, value]) => ({ name, value })),
      ),
    ),
    registers: ranged(
      releases,
      [...files.values()].map((file) => registersOf(file)),
    ),
    actions: ranged(
      releases,
      [...files.values()].map((file) => [
        ...file.actions.map((name) => ({ name })),
        ...file.actionsAssigned.map((name) => ({ name, assigned: true })),
      ]),
    ),
    actionEnums: ranged(
      releases,
      [...files.values()].map((file) =>
        file.actionEnums.map((name) => {
          const action = enumActions[name];
          return action !== undefined && words.has(action) ? { name, action } : { name };
        }),
      ),
    ),
    symbols: ranged(
      releases,
      [...files.values()].map((file) => file.symbols.map((symbol) => symbolRow(symbol, fieldNames))),
    ),
  };
}

interface MergedLayout {
  readonly id: string;
  readonly release: string;
  readonly label: string;
  readonly tags: readonly string[];
  readonly numbers: OvnNumbers;
}

/** The numberings of one branch in order of time: tagged ones that differ from the tip, then the tip's. */
function layoutsOf(release: string, file: OvnFile): MergedLayout[] {
  const tags = (file.tags ?? []).map(plainTag);
  const older = (file.tagVariants ?? [])
    .filter((variant) => !variant.sameAsTip)
    .map((variant): MergedLayout => {
      const from = plainTag(variant.fromTag);
      const to = plainTag(variant.toTag);
      return {
        id: from,
        release,
        label: from === to ? from : `${from} – ${to}`,
        tags: tags.slice(tags.indexOf(from), tags.indexOf(to) + 1),
        numbers: {
          oftables: differing(variant.oftables, file.oftables),
          stages: differing(variant.stages, file.stages),
          controllerOpcodes: differing(variant.controllerOpcodes, file.controllerOpcodes),
        },
      };
    });
  const taken = new Set(older.flatMap((each) => each.tags));
  return [
    ...older,
    { id: release, release, label: release, tags: tags.filter((tag) => !taken.has(tag)), numbers: file },
  ];
}

function differing<T extends object>(ofVariant: T | 'sameAsTip' | undefined, ofTip: T): T {
  return ofVariant === undefined || ofVariant === 'sameAsTip' ? ofTip : ofVariant;
}

function plainTag(tag: string): string {
  return tag.replace(/^v/, '');
}

function mergeStages(layouts: readonly MergedLayout[]): Row[] {
  const pipelines = ['ls_in', 'ls_out', 'lr_in', 'lr_out'];
  return pipelines.flatMap((pipeline) => {
    const ofPipeline = layouts.map((each) =>
      each.numbers.stages.filter((stage) => stage.pipeline === pipeline),
    );
    // The newest numbering gives the order of the rows; what it no longer has comes after.
    const newestFirst = ofPipeline.toReversed().flat();
    return [...new Map(newestFirst.map((stage) => [stage.name, stage])).keys()].map((name) => ({
      pipeline,
      name,
      id: newestFirst.find((stage) => stage.name === name)?.id,
      tables: ofPipeline.map((stages) => stages.find((stage) => stage.name === name)?.table ?? null),
    }));
  });
}

function registersOf(file: OvnFile): Row[] {
  const all = [...file.registers, ...file.northdRegisters].map(({ field: name, location, bits }) => {
    const [low, high] = (bits ?? `0..${registerWidth(location) - 1}`).split('..').map(Number);
    const role = registerRoles.get(name);
    return { name, field: location, low, high: high ?? low, ...(role === undefined ? {} : { role }) };
  });
  // The enum of flags names the first and the last bit of a wide flag; the flag itself is what lies between
  // (include/ovn/logical-fields.h, MLF_NETWORK_ID).
  const lastBits = new Map(all.map((each) => [each.name, each.low]));
  return all
    .filter((each) => !each.name.endsWith('_END_BIT'))
    .map((each) => {
      const stem = each.name.replace(/_START_BIT$/, '');
      const last = stem === each.name ? undefined : lastBits.get(`${stem}_END_BIT`);
      return last === undefined ? each : { ...each, name: stem, high: last };
    });
}

function registerWidth(location: string): number {
  if (location === 'metadata') return 64;
  return location.startsWith('xxreg') ? 128 : location.startsWith('xreg') ? 64 : 32;
}

function symbolRow(symbol: OvnFile['symbols'][number], fieldNames: ReadonlyMap<string, string>): Row {
  const { name, kind, string: _string, field, ...rest } = symbol;
  if (typeof field !== 'string') return { name, kind, ...rest };
  // OVN names the field by its MFF constant; OVS's own name is what flows print.
  return { name, kind, ...rest, field: fieldNames.get(`MFF_${field.toUpperCase()}`) ?? field };
}

/**
 * Which pipelines use a register of northd: `switch`, `router`, both where absent. From the sections and the two usage
 * tables at the head of northd/northd.c («OVS register usage»); the per-release facts do not say it.
 */
const registerRoles: ReadonlyMap<string, 'switch' | 'router'> = new Map([
  ...[
    'REGBIT_CONNTRACK_DEFRAG',
    'REGBIT_CONNTRACK_COMMIT',
    'REGBIT_CONNTRACK_NAT',
    'REGBIT_DHCP_OPTS_RESULT',
    'REGBIT_DNS_LOOKUP_RESULT',
    'REGBIT_HAIRPIN',
    'REGBIT_ACL_HINT_ALLOW_NEW',
    'REGBIT_ACL_HINT_ALLOW',
    'REGBIT_ACL_HINT_DROP',
    'REGBIT_ACL_HINT_BLOCK',
    'REGBIT_LKUP_FDB',
    'REGBIT_HAIRPIN_REPLY',
    'REGBIT_ACL_LABEL',
    'REGBIT_FROM_RAMP',
    'REGBIT_PORT_SEC_DROP',
    'REGBIT_ACL_STATELESS',
    'REGBIT_ACL_HINT_ALLOW_REL',
    'REGBIT_FROM_ROUTER_PORT',
    'REGBIT_IP_FRAG',
    'REGBIT_ACL_PERSIST_ID',
    'REGBIT_ACL_HINT_ALLOW_PERSISTED',
    'REG_ORIG_DIP_IPV4',
    'REG_ORIG_DIP_IPV6',
    'REG_ORIG_TP_DPORT',
    'REG_LABEL',
    'REG_LB_L2_AFF_BACKEND_IP6',
    'REGBIT_ACL_VERDICT_ALLOW',
    'REGBIT_ACL_VERDICT_DROP',
    'REGBIT_ACL_VERDICT_REJECT',
    'REGBIT_ACL_OBS_STAGE',
    'REG_ACL_TIER',
    'REG_ACL_ID',
    'REGBIT_NF_ENABLED',
    'REGBIT_NF_ORIG_DIR',
    'REGBIT_NF_EGRESS_LOOPBACK',
    'REG_NF_GROUP_ID',
    'REG_NF_ID',
    'REGBIT_EVPN_LOOKUP_MAC',
    'REG_OBS_POINT_ID_NEW',
    'REG_OBS_POINT_ID_EST',
    'REG_OBS_COLLECTOR_ID_NEW',
    'REG_OBS_COLLECTOR_ID_EST',
    'REG_TUN_OFPORT',
  ].map((name) => [name, 'switch'] as const),
  ...[
    'REGBIT_ND_RA_OPTS_RESULT',
    'REGBIT_EGRESS_LOOPBACK',
    'REGBIT_LOOKUP_NEIGHBOR_RESULT',
    'REGBIT_LOOKUP_NEIGHBOR_IP_RESULT',
    'REGBIT_DST_NAT_IP_LOCAL',
    'REGBIT_DHCP_RELAY_REQ_CHK',
    'REGBIT_DHCP_RELAY_RESP_CHK',
    'REGBIT_NEXTHOP_IS_IPV4',
    'REGBIT_NEEDS_ECMP_STATEFUL_COMMIT',
    'REG_INPORT_ETH_ADDR',
    'REG_ECMP_GROUP_ID',
    'REG_ECMP_MEMBER_ID',
    'REG_NEXT_HOP_IPV4',
    'REG_NEXT_HOP_IPV6',
    'REG_SRC_IPV4',
    'REG_SRC_IPV6',
    'REG_DHCP_RELAY_DIP_IPV4',
    'REG_POLICY_CHAIN_ID',
    'REG_ROUTE_TABLE_ID',
    'REG_LB_L3_AFF_BACKEND_IP6',
    'REG_ORIG_TP_DPORT_ROUTER',
    'REG_CT_STATE',
    'REG_ECMP_ETH_FULL',
  ].map((name) => [name, 'router'] as const),
]);

// ---------------------------------------------------------------------------------------------------------------------
// Open vSwitch

function mergeOvs(files: ReadonlyMap<string, OvsFile>): Sections {
  const releases = [...files.keys()];
  const all = [...files.values()];
  return {
    about,
    releases: [...files].map(([id, file]) => ({
      id,
      ref: file.ref,
      commit: file.commit,
      commitDate: file.commitDate,
      nFlowRegisters: file.flowRegisters,
    })),
    fields: ranged(
      releases,
      all.map((file) => file.fields.map(fieldRow)),
    ),
    actions: ranged(
      releases,
      all.map((file) => file.actions.map((action) => ({ ...action }))),
    ),
    reservedPorts: ranged(
      releases,
      all.map((file) =>
        Object.entries(file.reservedPorts).flatMap(([names, number]) =>
          names.split('/').map((name) => ({ name, number })),
        ),
      ),
    ),
    matchShorthands: ranged(
      releases,
      all.map((file) =>
        Object.entries(file.matchShorthands).map(([name, expansion]) => ({ name, expansion })),
      ),
    ),
  };
}

function fieldRow(field: OvsField): Row {
  // Two names that the header gives as a pattern with a number in it (include/openvswitch/meta-flow.h, xreg<N>, nsh_c<N>).
  const packetRegister = /^xreg(\d+)$/.exec(field.name)?.[1];
  const nshContext = /^nsh_c(\d)$/.exec(field.name)?.[1];
  const aliases = [...field.aliases, ...(nshContext === undefined ? [] : [`nshc${nshContext}`])];
  const oxm = [...field.oxm, ...(packetRegister === undefined ? [] : [`OXM_OF_PKT_REG${packetRegister}`])];
  return {
    name: field.name,
    ...(aliases.length > 0 && { aliases }),
    width: field.width,
    ...(field.maskable === 'bitwise' && { maskable: true }),
    formatting: field.formatting,
    ...(field.prereqs !== 'none' && { prereqs: field.prereqs }),
    ...(field.access === 'read/write' && { writable: true }),
    ...(oxm.length > 0 && { oxm }),
    ...(field.nxm.length > 0 && { nxm: field.nxm }),
  };
}

function fieldNamesById(files: readonly OvsFile[]): ReadonlyMap<string, string> {
  return new Map(files.flatMap((file) => file.fields.map((field) => [field.id, field.name] as const)));
}

// ---------------------------------------------------------------------------------------------------------------------
// Rows

/**
 * One row for each run of neighboring columns (releases or numberings) that hold the same row, with `since` and `until`.
 * Order: first seen.
 */
function ranged(columns: readonly string[], rowsOf: readonly (readonly Row[])[]): Row[] {
  const seen = new Map<string, { readonly row: Row; readonly at: Set<number> }>();
  for (const [column, rows] of rowsOf.entries()) {
    for (const row of rows) {
      const key = JSON.stringify(row);
      const entry = seen.get(key) ?? { row, at: new Set<number>() };
      entry.at.add(column);
      seen.set(key, entry);
    }
  }
  return [...seen.values()].flatMap(({ row, at }) =>
    runs([...at]).map(([first, last]) => ({
      ...row,
      ...(first > 0 && { since: columns[first] }),
      ...(last < columns.length - 1 && { until: columns[last] }),
    })),
  );
}

function runs(sorted: readonly number[]): [number, number][] {
  const result: [number, number][] = [];
  for (const each of sorted) {
    const open = result.at(-1);
    if (open !== undefined && open[1] === each - 1) open[1] = each;
    else result.push([each, each]);
  }
  return result;
}

function namesOf(records: readonly Readonly<Record<string, number>>[]): string[] {
  return [...new Set(records.toReversed().flatMap((record) => Object.keys(record)))];
}

/** JSON with one row a line, so that a difference between two releases of the data reads as one. */
function printSections(sections: Sections): string {
  const parts = Object.entries(sections).map(([name, value]) => {
    if (typeof value === 'string') return `${JSON.stringify(name)}: ${JSON.stringify(value)}`;
    return `${JSON.stringify(name)}: [\n${value.map((row) => JSON.stringify(row)).join(',\n')}\n]`;
  });
  return `{\n${parts.join(',\n')}\n}\n`;
}

function readJson(...path: readonly string[]): unknown {
  return JSON.parse(readFileSync(join(...path), 'utf8'));
}
