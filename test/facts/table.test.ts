import { describe, expect, it } from 'vitest';
import { defaultLayout, type Layout, layoutById, layouts } from '../../server/core/facts/layout.ts';
import {
  datapathKindOf,
  directionOf,
  type LogicalTable,
  oftableNames,
  oftableNumber,
  openFlowTable,
  type OpenFlowTable,
  openFlowTables,
  pipelineOf,
  stage,
  stageAt,
  stageNames,
  stagesOf,
} from '../../server/core/facts/table.ts';

describe('tables and stages', () => {
  // controller/lflow.h, one line a build.
  it.each([
    ['22.03.0', [undefined, undefined, 37, undefined, 38, 39, 40, 64, 65]],
    ['22.06', [undefined, undefined, 37, undefined, 38, 39, 40, 64, 65]],
    ['22.09.0', [undefined, undefined, 37, undefined, 38, 39, 40, 64, 65]],
    ['22.12.0', [undefined, undefined, 37, undefined, 38, 39, 40, 64, 65]],
    ['23.03.0', [undefined, undefined, 37, undefined, 38, 39, 40, 64, 65]],
    ['22.09', [37, 38, 39, undefined, 40, 41, 42, 64, 65]],
    ['23.03', [37, 38, 39, undefined, 40, 41, 42, 64, 65]],
    ['24.03', [37, 38, 39, undefined, 40, 41, 42, 64, 65]],
    ['23.06.0', [38, 39, 40, undefined, 41, 42, 43, 64, 65]],
    ['24.09', [40, 41, 42, undefined, 43, 44, 45, 64, 65]],
    ['25.03', [40, 41, 42, undefined, 43, 44, 45, 64, 65]],
    ['25.09', [41, 42, 43, 44, 45, 46, 47, 64, 65]],
    ['26.03', [42, 43, 44, 45, 46, 47, 48, 64, 65]],
    ['main', [52, 53, 54, 55, 56, 57, 62, 88, 89]],
  ])('%s numbers its output tables', (id, expected) => {
    const names = [
      'OFTABLE_OUTPUT_LARGE_PKT_DETECT',
      'OFTABLE_OUTPUT_LARGE_PKT_PROCESS',
      'OFTABLE_REMOTE_OUTPUT',
      'OFTABLE_REMOTE_VTEP_OUTPUT',
      'OFTABLE_LOCAL_OUTPUT',
      'OFTABLE_CHECK_LOOPBACK',
      'OFTABLE_LOG_EGRESS_PIPELINE',
      'OFTABLE_SAVE_INPORT',
      'OFTABLE_LOG_TO_PHY',
    ];
    expect(names.map((name) => oftableNumber(known(id), name))).toEqual(expected);
  });

  it('names a table outside the pipelines, the main name first', () => {
    expect(openFlowTable(known('26.03'), 42 as OpenFlowTable)).toEqual({
      table: 42,
      oftables: ['OFTABLE_OUTPUT_LARGE_PKT_DETECT', 'OFTABLE_OUTPUT_INIT'],
      stages: [],
    });
    expect(openFlowTable(known('23.06.0'), 37 as OpenFlowTable)?.oftables).toEqual(['OFTABLE_OUTPUT_INIT']);
  });

  it('gives a pipeline table its switch and its router stage', () => {
    const fact = openFlowTable(known('23.03'), 21 as OpenFlowTable);
    expect(fact?.stages.map((each) => `${each.pipeline} ${each.table} ${each.name}`)).toEqual([
      'ls_in 13 ls_in_lb_aff_learn',
      'lr_in 13 lr_in_ip_routing',
    ]);
    expect(openFlowTable(known('23.03'), 33 as OpenFlowTable)?.stages.map((each) => each.name)).toEqual([
      'ls_in_l2_lkup',
    ]);
  });

  it('leaves unused numbers undefined', () => {
    for (const table of [1, 7, 36, 60, 255, -1]) {
      expect(openFlowTable(known('23.03'), table as OpenFlowTable)).toBeUndefined();
    }
  });

  it('finds a stage by name and by number', () => {
    const found = stage(known('26.03'), 'ls_in_l2_lkup');
    expect(found).toMatchObject({ pipeline: 'ls_in', table: 32, openFlowTable: 40 });
    expect(stageAt(known('26.03'), 'ls_in', 32 as LogicalTable)).toBe(found);
    expect(stageAt(known('26.03'), 'lr_out', 32 as LogicalTable)).toBeUndefined();
    expect(stage(known('26.03'), 'ls_in_qos_mark')).toBeUndefined();
    expect(stage(known('23.03'), 'ls_in_qos_mark')?.table).toBe(9);
  });

  it('keeps the order of switch stages that stable branches changed', () => {
    expect(stage(known('22.09.0'), 'ls_in_stateful')?.table).toBe(13);
    expect(stage(known('22.09'), 'ls_in_stateful')?.table).toBe(16);
    expect(stage(known('22.09.0'), 'ls_out_pre_lb')?.table).toBe(0);
    expect(stage(known('22.09'), 'ls_out_pre_lb')?.table).toBe(1);
    expect(stage(known('24.03.5'), 'lr_in_arp_request')?.table).toBe(21);
    expect(stage(known('24.03'), 'lr_in_arp_request')?.table).toBe(22);
  });

  it.each(layouts.map((layout) => [layout.id, layout] as const))('%s is sound', (_, layout) => {
    const egress = oftableNumber(layout, 'OFTABLE_LOG_EGRESS_PIPELINE') ?? -1;
    const remote = oftableNumber(layout, 'OFTABLE_REMOTE_OUTPUT') ?? -1;
    const save = oftableNumber(layout, 'OFTABLE_SAVE_INPORT') ?? -1;
    for (const pipeline of ['ls_in', 'ls_out', 'lr_in', 'lr_out'] as const) {
      const stages = stagesOf(layout, pipeline);
      expect(stages.map((each) => each.table)).toEqual(stages.map((_each, i) => i));
      const start = directionOf(pipeline) === 'ingress' ? 8 : egress;
      const end = directionOf(pipeline) === 'ingress' ? remote : save;
      for (const each of stages) {
        expect(each.openFlowTable).toBe(start + each.table);
        expect(each.openFlowTable).toBeLessThan(end);
        expect(each.name.startsWith(`${pipeline}_`)).toBe(true);
      }
    }
    const tables = openFlowTables(layout).map((each) => each.table);
    expect(tables).toEqual([...new Set(tables)].toSorted((a, b) => a - b));
  });

  it('lists the names of all layouts', () => {
    expect(stageNames).toContain('ls_in_port_sec_l2');
    expect(stageNames).toContain('ls_in_arp_nd_pre_lookup');
    expect(oftableNames).toContain('OFTABLE_EVPN_ARP_LOOKUP');
    for (const name of oftableNames)
      expect(layouts.some((each) => oftableNumber(each, name) !== undefined)).toBe(true);
    for (const name of stageNames) expect(layouts.some((each) => stage(each, name) !== undefined)).toBe(true);
  });

  it('spells pipelines', () => {
    expect(pipelineOf('switch', 'ingress')).toBe('ls_in');
    expect(pipelineOf('router', 'egress')).toBe('lr_out');
    expect(datapathKindOf('lr_in')).toBe('router');
    expect(directionOf('ls_out')).toBe('egress');
    expect(stage(defaultLayout, 'lr_in_network_id')).toBeDefined();
  });
});

function known(id: string): Layout {
  const layout = layoutById(id);
  if (layout === undefined) throw new Error(`no layout ${id}`);
  return layout;
}
