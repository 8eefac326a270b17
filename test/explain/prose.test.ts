import { describe, expect, it } from 'vitest';
import {
  columnText,
  commonColumnProse,
  mapKeyText,
  tableText,
} from '../../server/core/explain/prose/columns.ts';
import * as databaseLog from '../../server/core/explain/prose/databaseLog.ts';
import * as datapath from '../../server/core/explain/prose/datapath.ts';
import { fieldProse } from '../../server/core/explain/prose/fields.ts';
import {
  controllerOpcodeProse,
  logicalActionProse,
  logicalStatementProse,
  ovnactProse,
} from '../../server/core/explain/prose/logicalActions.ts';
import { oftableProse } from '../../server/core/explain/prose/oftables.ts';
import {
  controllerArgumentProse,
  ctArgumentProse,
  learnArgumentProse,
  openFlowActionProse,
} from '../../server/core/explain/prose/openflowActions.ts';
import * as groups from '../../server/core/explain/prose/groups.ts';
import * as logicalWords from '../../server/core/explain/prose/logicalWords.ts';
import { mapKeyProse } from '../../server/core/explain/prose/mapKeys.ts';
import { northboundColumnProse, northboundTableProse } from '../../server/core/explain/prose/northbound.ts';
import * as packet from '../../server/core/explain/prose/packet.ts';
import {
  aclSystemPriorityProse,
  commonPriorityProse,
  priorityProse,
} from '../../server/core/explain/prose/priorities.ts';
import { prose } from '../../server/core/explain/prose/prose.ts';
import { registerProse } from '../../server/core/explain/prose/registers.ts';
import * as rows from '../../server/core/explain/prose/rows.ts';
import * as replies from '../../server/core/explain/prose/replies.ts';
import { southboundColumnProse, southboundTableProse } from '../../server/core/explain/prose/southbound.ts';
import { stageProse } from '../../server/core/explain/prose/stages.ts';
import { symbolProse } from '../../server/core/explain/prose/symbols.ts';
import { detraceProse, ovnTraceProse, ovsTraceProse } from '../../server/core/explain/prose/traces.ts';
import { vswitchColumnProse, vswitchTableProse } from '../../server/core/explain/prose/vswitch.ts';
import databaseData from '../../server/data/databases.json' with { type: 'json' };
import { layouts } from '../../server/core/facts/layout.ts';
import {
  controllerOpcodeNames,
  logicalActionNames,
  logicalActions,
  logicalSymbolNames,
  logicalSymbols,
  ovnactNames,
} from '../../server/core/facts/logical.ts';
import {
  matchShorthandNames,
  openFlowActions,
  openFlowFields,
  reservedPorts,
} from '../../server/core/facts/openflow.ts';
import { registerNames } from '../../server/core/facts/register.ts';
import { oftableNames, stageNames } from '../../server/core/facts/table.ts';
import { itemSpecs } from '../../server/core/syntax/datapath/specs.ts';
import { rowAttributes } from '../../server/core/syntax/datapath/parseRow.ts';
import { bucketAttributes, groupAttributes } from '../../server/core/syntax/groups/parseRow.ts';
import { rowWords } from '../../server/core/syntax/lflow/wordTable.ts';
import { actions as actionSpecs } from '../../server/core/syntax/openflow/actionNames.ts';
import { attributes, flags } from '../../server/core/syntax/openflow/names.ts';

/** Every name that the facts know, and the look-up that must have prose for it. */
const known: readonly (readonly [
  kind: string,
  names: readonly string[],
  text: (name: string) => string | undefined,
])[] = [
  ['stage', stageNames, prose.stage],
  ['OFTABLE', oftableNames, prose.oftable],
  ['register', registerNames, prose.register],
  ['symbol', logicalSymbolNames, prose.symbol],
  ['logical action', logicalActionNames, prose.logicalAction],
  ['controller opcode', controllerOpcodeNames, prose.controllerOpcode],
  ['OVS field', openFlowFields.map((each) => each.name), prose.field],
  ['OVS action', openFlowActions.map((each) => each.name), prose.openFlowAction],
  ['reserved port', reservedPorts.map((each) => each.name), prose.reservedPort],
  ['match shorthand', matchShorthandNames, prose.matchShorthand],
];

describe('prose for every fact', () => {
  it.each(known)('explains every %s', (_kind, names, text) => {
    expect(names.length).toBeGreaterThan(0);
    expect(names.filter((name) => (text(name) ?? '') === '')).toEqual([]);
  });

  it('explains every OVNACT constant, by itself or by its action', () => {
    const ofActions = new Set(
      layouts.flatMap((layout) => logicalActions(layout).map((action) => action.ovnact)),
    );
    expect(ovnactNames.filter((name) => !ofActions.has(name) && prose.ovnact(name) === undefined)).toEqual(
      [],
    );
  });

  it('explains every way to write an OpenFlow action', () => {
    const words = openFlowActions.flatMap((action) =>
      action.forms.flatMap((form) => /^[a-z_]\w*(?=[:(]|$)/.exec(form)?.[0] ?? []),
    );
    expect(words).toContain('load');
    expect(words).toContain('set_tunnel');
    expect(words.filter((word) => prose.openFlowAction(word) === undefined)).toEqual([]);
  });

  const databases = databaseData.databases as Readonly<Record<string, Readonly<Record<string, object>>>>;

  it.each(Object.entries(databases))('explains every table and column of %s', (database, tables) => {
    const names = Object.keys(tables);
    expect(names.filter((table) => tableText(database, table) === undefined)).toEqual([]);
    const columns = Object.entries(tables).flatMap(([table, each]) =>
      ['_uuid', ...Object.keys(each)].map((column) => [table, column] as const),
    );
    expect(columns.length).toBeGreaterThan(150);
    expect(columns.filter(([table, column]) => columnText(database, table, column) === undefined)).toEqual(
      [],
    );
  });

  it('has columns and tables of the schemas only', () => {
    for (const [database, columns, tables] of [
      ['OVN_Northbound', northboundColumnProse, northboundTableProse],
      ['OVN_Southbound', southboundColumnProse, southboundTableProse],
      ['Open_vSwitch', vswitchColumnProse, vswitchTableProse],
    ] as const) {
      const schema = databases[database] ?? {};
      expect(orphans(tables, Object.keys(schema))).toEqual([]);
      for (const [table, texts] of Object.entries(columns))
        expect(orphans(texts, Object.keys(schema[table] ?? {})), table).toEqual([]);
    }
    const places = Object.values(databases).flatMap((tables) =>
      Object.entries(tables).flatMap(([table, columns]) =>
        Object.keys(columns).map((column) => `${table}.${column}`),
      ),
    );
    expect(orphans(mapKeyProse, [...places, 'external_ids'])).toEqual([]);
  });

  it('explains every item of datapath flows and of connections', () => {
    const names = [...new Set(itemSpecs.map(({ name }) => name))].filter((name) => !/^lse\d+$/.test(name));
    expect(names.length).toBeGreaterThan(150);
    const scoped = Object.keys(datapath.datapathItemProse).map((name) => name.split('.').at(-1));
    expect(names.filter((name) => !scoped.includes(name))).toEqual([]);
    expect(rowAttributes.filter((name) => !Object.hasOwn(datapath.datapathAttributeProse, name))).toEqual([]);
  });

  it('explains every attribute of flows, groups, buckets and logical rows, and every argument of an action', () => {
    expect(
      [...attributes.map(({ name }) => name), ...flags].filter((name) => prose.attribute(name) === undefined),
    ).toEqual([]);
    expect(
      [...groupAttributes, ...bucketAttributes].filter(
        (name) => !Object.hasOwn(groups.groupAttributeProse, name),
      ),
    ).toEqual([]);
    expect(
      rowWords.filter(
        (word) => prose.logicalAttribute(word) === undefined && prose.attribute(word) === undefined,
      ),
    ).toEqual(['is_chassis_resident']);
    const missing = actionSpecs.flatMap((action) =>
      (action.keys ?? []).filter((key) => prose.openFlowArgument(action.name, key) === undefined),
    );
    expect(missing).toEqual([]);
  });

  it('explains keys of maps by their column', () => {
    expect(mapKeyText('Port_Binding', 'options', 'additional-chassis-activated')).toContain(
      'announced itself',
    );
    expect(mapKeyText(undefined, 'options', 'requested-chassis')).toContain('with commas');
    expect(mapKeyText('Port_Binding', 'options', 'nonsense')).toBeUndefined();
  });

  it('explains the bits of ct_state that symbols name', () => {
    const bits = logicalSymbols(layouts[0]!).flatMap(({ name }) =>
      name.startsWith('ct.') ? [name.slice(3)] : [],
    );
    expect(bits).toHaveLength(8);
    for (const bit of bits) expect(prose.ctState(bit), bit).toBeDefined();
  });

  it('has nothing about names that no release has', () => {
    expect(orphans(stageProse, stageNames)).toEqual([]);
    expect(orphans(oftableProse, oftableNames)).toEqual([]);
    expect(orphans(registerProse, registerNames)).toEqual([]);
    expect(orphans(symbolProse, logicalSymbolNames)).toEqual([]);
    expect(orphans(logicalActionProse, logicalActionNames)).toEqual([]);
    expect(orphans(controllerOpcodeProse, controllerOpcodeNames)).toEqual([]);
    expect(orphans(ovnactProse, ovnactNames)).toEqual([]);
    expect(orphans(priorityProse, [...oftableNames, ...stageNames])).toEqual([]);
    expect(
      orphans(
        fieldProse,
        openFlowFields.map((each) => each.name),
      ),
    ).toEqual([]);
  });

  it('finds nothing for names of nobody', () => {
    for (const name of ['', 'constructor', 'toString', '__proto__', 'nonsense', 'reg99x']) {
      for (const [kind, , text] of known) expect(text(name), `${kind} ${name}`).toBeUndefined();
      expect(prose.attribute(name)).toBeUndefined();
      expect(prose.multicastGroup(name)).toBeUndefined();
      expect(prose.openFlowArgument('ct', name)).toBeUndefined();
      expect(prose.priority(name, 123)).toBeUndefined();
    }
  });
});

describe('look-ups', () => {
  it('explains a field by any of its names', () => {
    expect(prose.field('NXM_OF_ETH_SRC')).toBe(prose.field('dl_src'));
    expect(prose.field('NXM_NX_XXREG0')).toBe(
      'A register of 128 bits: reg0 to reg3, the first in the highest bits.',
    );
    expect(prose.field('OXM_OF_PKT_REG4')).toBe(
      'A register of 64 bits: reg8 and reg9, the first in the high half.',
    );
    expect(prose.symbol('xreg4')).toContain('reg8 and reg9');
    expect(prose.field('tun_metadata0')).not.toBe(prose.field('tun_metadata1'));
  });

  it('says what a priority means where it is', () => {
    expect(prose.priority('OFTABLE_PHY_TO_LOG', 1010)).toContain('Activates a multichassis port');
    expect(prose.priority('OFTABLE_LOG_TO_PHY', 1000)).toContain('Holds back');
    expect(prose.priority('OFTABLE_REMOTE_OUTPUT', 110)).toContain('although the switch has a localnet port');
    expect(prose.priority('ls_in_acl_eval', 2001)).toBe('An ACL of priority 1001.');
    expect(prose.priority('ls_out_acl', 33767)).toBe('An ACL of priority 32767.');
    expect(prose.priority('ls_out_acl', 33768)).toBeUndefined();
    expect(prose.priority('ls_in_acl_action', 2001)).toBeUndefined();
    expect(prose.priority('ls_in_acl_eval', 65532)).toContain('Before any ACL');
    expect(prose.priority('lr_in_ip_routing', 0)).toContain('The default');
    expect(prose.priority('lr_in_ip_routing', 77)).toBeUndefined();
  });

  it('names numbers in packets', () => {
    expect(prose.ethernetType(0x8035)?.name).toBe('RARP');
    expect(prose.ipProtocol(58)?.name).toBe('ICMPv6');
    expect(prose.arpOperation(2)?.name).toBe('ARP reply');
    expect(prose.icmp(4, 3)?.name).toBe('destination unreachable');
    expect(prose.icmp(4, 3, 4)?.name).toBe('fragmentation needed');
    expect(prose.icmp(6, 2, 0)?.name).toBe('packet too big');
    expect(prose.icmp(6, 136, 0)?.name).toBe('neighbor advertisement');
    expect(prose.icmp(4, 200)).toBeUndefined();
  });

  it('explains ports and actions in any case', () => {
    expect(prose.reservedPort('local')).toBe(prose.reservedPort('LOCAL'));
    expect(prose.openFlowAction('CONTROLLER')).toBe(prose.openFlowAction('controller'));
    expect(prose.openFlowAction('drop')).not.toBe(prose.openFlowAction('output'));
    expect(prose.logicalStatement('exchange')).toBe('Swaps two fields.');
    expect(prose.cookie('port')).toContain('Port_Binding');
  });
});

describe('style', () => {
  const texts = [
    stageProse,
    oftableProse,
    registerProse,
    symbolProse,
    logicalActionProse,
    logicalStatementProse,
    ovnactProse,
    controllerOpcodeProse,
    fieldProse,
    openFlowActionProse,
    ctArgumentProse,
    controllerArgumentProse,
    learnArgumentProse,
    commonPriorityProse,
    aclSystemPriorityProse,
    commonColumnProse,
    northboundTableProse,
    southboundTableProse,
    vswitchTableProse,
    detraceProse,
    ovnTraceProse,
    ovsTraceProse,
    ...Object.values(northboundColumnProse),
    ...Object.values(southboundColumnProse),
    ...Object.values(vswitchColumnProse),
    ...Object.values(mapKeyProse),
    ...Object.values(databaseLog),
    ...Object.values(datapath),
    ...Object.values(groups),
    ...Object.values(logicalWords),
    ...Object.values(replies),
    ...Object.values(priorityProse),
    ...Object.values(rows),
    ...Object.values(packet),
  ].flatMap((record) => Object.entries(record as Record<string, string | packet.NamedNumber>));

  it('keeps to a few short sentences of plain text, without numbers that differ by release', () => {
    const offenders = texts.filter(([, value]) => {
      const text = typeof value === 'string' ? value : value.text;
      const isSentence = /^(ip\.ttl|ovn-controller|[A-Z0-9]).*[.?]$/s.test(text);
      const nSentences = text.split(/[.?] (?=[A-Z])/).length;
      const hasForeign = /[`\n]|\*\*|__|\bTODO\b|\b2[2-6]\.(03|06|09|12)\b/.test(text);
      return !isSentence || text.length > 300 || nSentences > 3 || hasForeign;
    });
    expect(texts.length).toBeGreaterThan(2000);
    expect(offenders).toEqual([]);
  });
});

function orphans(texts: object, names: readonly string[]): readonly string[] {
  return Object.keys(texts).filter((name) => !names.includes(name));
}
