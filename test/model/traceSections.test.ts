import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readDumpText } from '../../server/core/model/dump.ts';
import { type Section, sectionsOf } from '../../server/core/model/sections.ts';
import type { Dialect } from '../../server/core/syntax/dialect.ts';

const fixture = (name: string): string =>
  readFileSync(new URL(`../fixtures/traces/${name}.txt`, import.meta.url), 'utf8');

/** Each section as `name first-last`, indented by its depth; lines count from 1. */
function outlineOf(text: string, dialect: Dialect): string[] {
  const show = (section: Section, depth: number): string[] => [
    `${' '.repeat(depth)}${section.name} ${section.first + 1}-${section.end}`,
    ...section.children.flatMap((child) => show(child, depth + 1)),
  ];
  return sectionsOf(readDumpText(text, dialect)).flatMap((section) => show(section, 0));
}

describe('ofproto/trace', () => {
  it('has a part for each recirculation, in it bridges, and tables below the one that resubmitted', () => {
    const outline = outlineOf(fixture('ofproto-trace.hv3.peer-to-vm'), 'ovs-trace');
    expect(outline.slice(0, 6)).toEqual([
      'trace 1-42',
      ' bridge br-int 3-36',
      '  table 0 5-11',
      '  table 8 12-19',
      '   table 73 15-16',
      '  table 9 20-21',
    ]);
    expect(outline).toContain('recirc(0x6) 43-150');
    expect(outline.slice(-7)).toEqual([
      '  table 37 113-114',
      '  table 39 115-144',
      '   bridge br-phys 125-129',
      '    table 0 127-129',
      '   bridge br-phys 139-143',
      '    table 0 141-143',
      '  table 40 145-146',
    ]);
  });

  it('says the match of a table, and names tables of br-int only', () => {
    const [trace] = sectionsOf(
      readDumpText(
        'Flow: ip\n\nbridge("br-int")\n----\n 0. in_port=5, priority 100\n    drop\n\nbridge("br-ex")\n----\n 0. priority 0\n    NORMAL\n',
        'ovs-trace',
      ),
    );
    const tables = trace?.children.flatMap(({ children }) => children) ?? [];
    expect(tables).toMatchObject([
      { kind: 'table', table: 0, detail: 'in_port=5, priority 100', nFlows: 1 },
      { kind: 'stage', table: 0, detail: 'priority 0', nFlows: 1 },
    ]);
  });

  it('keeps actions with their table where ovn-detrace has taken the indentation away', () => {
    expect(outlineOf(fixture('ovn-detrace.hv2.vm-to-peer'), 'ovs-trace')).toEqual([
      'trace 1-12',
      ' bridge br-int 3-8',
      '  table 0 5-8',
    ]);
  });
});

describe('ovn-trace', () => {
  it('has its traces, pipelines and stages', () => {
    const outline = outlineOf(fixture('ovn-trace.peer-to-vm.all'), 'ovn-trace');
    expect(outline.slice(0, 4)).toEqual([
      'Detailed trace 2-58',
      ' ingress(dp="sw0", inport="peer") 4-16',
      '  ls_in_check_port_sec 6-8',
      '  ls_in_pre_acl 9-11',
    ]);
    expect(outline.slice(-8)).toEqual([
      'Summary trace 59-96',
      ' ingress(dp="sw0", inport="peer") 60-96',
      '  ct_lb_mark 68-95',
      '   egress(dp="sw0", inport="peer", outport="vm") 78-94',
      '    ct_lb_mark 84-93',
      'Minimal trace 97-104',
      ' ct_lb_mark 98-104',
      '  ct_lb_mark 101-103',
    ]);
  });

  it('nests a pipeline below the stage that the packet left', () => {
    const outline = outlineOf(fixture('ovn-trace.vm-arp-nobody'), 'ovn-trace');
    const at = outline.findIndex((line) => line.includes('ingress(dp="lr0"'));
    expect(outline[at]).toMatch(/^ {2}ingress/);
    expect(outline.slice(0, at).findLast((line) => line.startsWith(' egress'))).toContain(
      'outport="sw0-lr0"',
    );
  });
});

it('does not nest without bounds', () => {
  const deep = Array.from({ length: 1_000 }, (_, i) => `${' '.repeat(4 * i)} 1. priority 0`).join('\n');
  const depthOf = (section: Section): number => 1 + Math.max(0, ...section.children.map(depthOf));
  const depth = Math.max(...sectionsOf(readDumpText(deep, 'ovs-trace')).map(depthOf));
  expect(depth).toBeGreaterThan(64);
  expect(depth).toBeLessThan(128);
});
