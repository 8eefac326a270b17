import { describe, expect, it } from 'vitest';
import { type CaptureNode, captureNodes } from '../../client/extension/captureNodes.ts';
import type { CaptureMomentInfo } from '../../server/protocol/messages.ts';

const moment = (name: string, changes: Partial<CaptureMomentInfo> = {}): CaptureMomentInfo => ({
  name,
  central: [
    {
      path: `${name}/sb-Chassis.json`,
      size: 1,
      kind: 'database',
      database: 'OVN_Southbound',
      table: 'Chassis',
      isCompressed: false,
    },
  ],
  chassis: [
    {
      name: 'hv1',
      hostname: 'hv1.example.org',
      encaps: ['192.168.0.11'],
      isRegistered: true,
      parts: [
        { path: `${name}/hv1/br-int.txt`, size: 1, kind: 'flows', bridge: 'br-int', isCompressed: false },
      ],
    },
  ],
  missing: [
    {
      chassis: 'hv2',
      what: 'OpenFlow flows of br-int',
      why: 'nobody knows',
      command: 'ovs-ofctl dump-flows br-int',
    },
  ],
  ...changes,
});

const show = (nodes: readonly CaptureNode[], depth = 0): string[] =>
  nodes.flatMap(({ label, description, children }) => [
    `${' '.repeat(depth)}${label} | ${description}`,
    ...show(children, depth + 1),
  ]);

describe('the view', () => {
  it('shows databases, chassis with their dumps, and what is missing', () => {
    expect(show(captureNodes({ moments: [moment('')], others: [] }))).toEqual([
      'Databases and logical flows | 1 file',
      ' sb-Chassis.json | database OVN_Southbound Chassis',
      'hv1 | hv1.example.org, 192.168.0.11',
      ' br-int.txt | flows br-int',
      'Missing | 1',
      ' hv2: OpenFlow flows of br-int | ovs-ofctl dump-flows br-int',
    ]);
  });

  it('shows datapaths with their ports, and where their rows are', () => {
    const place = { path: 'sb-dump.txt', line: 7 };
    const names = {
      moments: [
        {
          nLeftOut: 0,
          datapaths: [
            {
              name: 'sw0',
              key: 1,
              kind: 'switch' as const,
              ...place,
              ports: [{ name: 'vm', key: 3, type: '', chassis: 'hv1', path: 'sb-dump.txt', line: 9 }],
            },
          ],
        },
      ],
    };
    const nodes = captureNodes({ moments: [moment('')], others: [] }, names);
    expect(show(nodes).slice(2, 5)).toEqual([
      'Datapaths and ports | 1 datapath',
      ' sw0 | switch, key 1, 1 port',
      '  vm | key 3, on hv1',
    ]);
    const [sw0] = nodes[1]?.children ?? [];
    expect([sw0?.path, sw0?.line, sw0?.children[0]?.line]).toEqual(['sb-dump.txt', 7, 9]);
  });

  it('shows the problems of its own files, with their rule and line', () => {
    const problems = ['/hv1/br-int.txt', 'elsewhere.txt'].map((path) => ({
      path,
      problems: [{ line: 4, message: '[x](command:y)\u202E', code: 'MC03', severity: 'error' as const }],
    }));
    const nodes = captureNodes({ moments: [moment('')], others: [] }, undefined, problems);
    const found = nodes.find(({ label }) => label === 'Problems');
    expect(show(found === undefined ? [] : [found])).toEqual([
      'Problems | 1',
      ' /hv1/br-int.txt | 1',
      '  [x](command:y)\uFFFD | MC03, line 5',
    ]);
    expect(found?.children[0]?.children[0]).toMatchObject({ icon: 'error', line: 4 });
  });

  it('has a line for each moment where there are several', () => {
    const nodes = captureNodes({ moments: [moment('p0'), moment('p1')], others: [] });
    expect(nodes.map(({ label }) => label)).toEqual(['p0', 'p1']);
    expect([nodes[1]?.side, nodes[1]?.children[1]?.side]).toEqual([
      { moment: 'p1' },
      { moment: 'p1', chassis: 'hv1' },
    ]);
    expect(nodes[1]?.children[1]?.children[0]?.path).toBe('p1/hv1/br-int.txt');
    const ids = (tree: readonly CaptureNode[]): string[] =>
      tree.flatMap(({ id, children }) => [id, ...ids(children)]);
    expect(new Set(ids(nodes)).size).toBe(ids(nodes).length);
  });

  it('shows hostile names as text, without what a terminal or the direction of writing obeys', () => {
    const name = '<b>[x](command:y)\u001B[31m\u202E$(zap)';
    const [, chassis] = captureNodes({
      moments: [moment('', { chassis: [{ name, encaps: [], isRegistered: false, parts: [] }] })],
      others: [],
    });
    expect(chassis?.label).toBe('<b>[x](command:y)\uFFFD[31m\uFFFD$(zap)');
  });
});
