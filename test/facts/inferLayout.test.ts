import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { inferLayout, type LayoutEvidence, type SeenStage } from '../../server/core/facts/inferLayout.ts';
import { type Layout, layouts } from '../../server/core/facts/layout.ts';
import { directionOf, openFlowTables, oftableNumber, stagesOf } from '../../server/core/facts/table.ts';
import { sharedRoot, sharedTest } from '../support/shared.ts';

const pipelines = ['ls_in', 'ls_out', 'lr_in', 'lr_out'] as const;

describe('inferring the layout', () => {
  it('finds every layout again from its own stages and tables', () => {
    for (const layout of layouts) {
      const inferred = inferLayout({ stages: allStages(layout), tables: tablesOf(layout) });
      expect(inferred?.candidates, layout.id).toContain(layout);
      expect(inferred?.fits).toBe(true);
      // What is left has the same stages, and all these tables: more only of those that learning fills.
      for (const other of inferred?.candidates ?? []) {
        expect(tablesOf(other), `${layout.id} ${other.id}`).toEqual(
          expect.arrayContaining([...tablesOf(layout)]),
        );
        expect(allStages(other)).toEqual(allStages(layout));
      }
    }
  });

  it('tells layouts apart by the form of their rows', () => {
    expect(idsOf({ tunnelResubmit: 38 })).toEqual([
      '22.03.0',
      '22.03',
      '22.06.0',
      '22.06.1',
      '22.06',
      '22.09.0',
      '22.12.0',
      '23.03.0',
    ]);
    expect(idsOf({ tunnelResubmit: 45 })).toEqual(['25.09.0', '25.09']);
    expect(idsOf({ tunnelResubmit: 41, egressStart: 43 })).toEqual(['23.06.0']);
    expect(idsOf({ saveInport: 88 })).toEqual(['main']);
    expect(idsOf({ tunnelResubmit: 40, hasEncapId: true })).toEqual(['24.03.0', '24.03.5', '24.03']);
  });

  it('says what several layouts share, and takes the newest released one', () => {
    const inferred = inferLayout({ tunnelResubmit: 40, hasEncapId: false });
    expect(inferred?.layout.id).toBe('23.09.0');
    expect(inferred?.reasons).toEqual([
      'Packets from tunnels go on in table 40: OFTABLE_LOCAL_OUTPUT in 22.09.2 – 24.03 except 22.12.0, 23.03.0, 23.06.0.',
      'reg13 is written as a whole, without an encapsulation id: 22.03.0 – 23.09.',
      '22.09.2 – 23.09 except 22.12.0, 23.03.0, 23.06.0 share these numbers; 23.09.0 – 23.09.6 is taken as the newest of them.',
    ]);
  });

  it('separates what output tables do not, by the stages of logical flows', () => {
    const stages: readonly SeenStage[] = [{ pipeline: 'ingress', table: 25, name: 'ls_in_l2_lkup' }];
    expect(idsOf({ stages })).toEqual(['22.12.0', '22.12', '23.03.0', '23.03']);
    expect(idsOf({ stages, tunnelResubmit: 40 })).toEqual(['22.12', '23.03']);
  });

  it('reads what is missing from whole dumps only', () => {
    const old = layoutNamed('25.09.0');
    expect(idsOf({ stages: allStages(old) })).toEqual(['25.09.0']);
    expect(idsOf({ stages: allStages(old).slice(0, 40) })).toEqual(['25.09.0', '25.09']);
    expect(idsOf({ stages: allStages(layoutNamed('25.09')) })).toEqual(['25.09']);
  });

  it('answers what comes closest where nothing fits', () => {
    const inferred = inferLayout({ tunnelResubmit: 46, checkLoopback: 47, egressStart: 49 });
    expect(inferred?.fits).toBe(false);
    expect(inferred?.layout.id).toBe('26.03');
    expect(inferred?.reasons.at(-1)).toBe('No known layout fits all of this. Closest: 26.03.');
    expect(inferred?.reasons).toContain(
      'The egress pipeline begins in table 49: OFTABLE_LOG_EGRESS_PIPELINE in no known release.',
    );
  });

  it('uses opcodes and actions that only some releases have', () => {
    expect(idsOf({ tunnelResubmit: 45, controllerOpcodes: [0, 26] })).toEqual(['25.09.0', '25.09']);
    expect(idsOf({ controllerOpcodes: [30] })).toEqual(['main']);
    expect(idsOf({ logicalActions: ['next', 'ct_lb_mark_local'] })).toEqual(['26.03', 'main']);
  });

  it('has no answer where nothing is a sign', () => {
    expect(inferLayout({})).toBeUndefined();
    expect(inferLayout({ tables: [0, 8] })).toBeUndefined();
    expect(inferLayout({ tunnelResubmit: 99 })).toBeUndefined();
    expect(
      inferLayout({ tables: [120, 121], stages: [{ pipeline: 'egress', table: 3, name: 'no_such' }] }),
    ).toBeUndefined();
    expect(inferLayout({ controllerOpcodes: [0], logicalActions: ['next', 'output'] })).toBeUndefined();
  });

  it('answers for a chassis without any local datapath', () => {
    const layout = layoutNamed('26.03');
    const tables = tablesOf(layout)
      .filter((table) => table === 0 || table >= 42)
      .filter((table) => table < 48 || table >= 64);
    expect(idsOf({ tables, tunnelResubmit: 46 })).toEqual(['26.03']);
  });

  sharedTest('reads the captures', () => {
    for (const [capture, ids] of [
      ['ovn-23.03/localnet', ['22.12', '23.03']],
      ['ovn-23.03/overlay', ['22.12', '23.03']],
      ['ovn-26.03/localnet', ['26.03']],
    ] as const) {
      for (const host of ['hv1', 'hv2', 'hv3']) {
        const text = readFileSync(`${sharedRoot}captures/${capture}/p2/${host}/br-int.of15.txt`, 'utf8');
        const tables = [...new Set([...text.matchAll(/ table=(\d+),/g)].map((found) => Number(found[1])))];
        expect(idsOf({ tables }), `${capture} ${host}`).toEqual(ids);
      }
      const stages = stagesIn(readFileSync(`${sharedRoot}captures/${capture}/p2/lflow-list.txt`, 'utf8'));
      expect(stages.length).toBeGreaterThan(60);
      for (const id of ids) expect(idsOf({ stages })).toContain(id);
    }
  });
});

function idsOf(evidence: LayoutEvidence): readonly string[] | undefined {
  return inferLayout(evidence)?.candidates.map((each) => each.id);
}

function layoutNamed(id: string): Layout {
  return layouts.find((each) => each.id === id)!;
}

/** What a whole southbound database with a switch and a router shows. */
function allStages(layout: Layout): readonly SeenStage[] {
  return pipelines.flatMap((pipeline) =>
    stagesOf(layout, pipeline).map(({ table, name }) => ({ pipeline: directionOf(pipeline), table, name })),
  );
}

function tablesOf(layout: Layout): readonly number[] {
  expect(oftableNumber(layout, 'OFTABLE_PHY_TO_LOG')).toBe(0);
  return openFlowTables(layout).map((each) => each.table);
}

function stagesIn(lflowList: string): readonly SeenStage[] {
  let pipeline: 'ingress' | 'egress' = 'ingress';
  const seen: SeenStage[] = [];
  for (const line of lflowList.split('\n')) {
    const header = /Pipeline: (ingress|egress)/.exec(line);
    if (header !== null) pipeline = header[1] as 'ingress' | 'egress';
    const flow = /table=(\d+) *\((\w+) *\)/.exec(line);
    if (flow !== null) seen.push({ pipeline, table: Number(flow[1]), name: flow[2]! });
  }
  return seen;
}
