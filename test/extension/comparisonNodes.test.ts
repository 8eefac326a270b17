import { describe, expect, it } from 'vitest';
import { type ComparisonNode, comparisonNodes } from '../../client/extension/comparisonNodes.ts';
import type { CompareChangeInfo, CompareResult } from '../../server/protocol/messages.ts';

const row = (where: string, kind: CompareChangeInfo['kind'], text: string): CompareChangeInfo => ({
  where,
  kind,
  before: kind === 'added' ? undefined : { text: `${text} actions=output:1`, path: 'a/flows.txt', line: 3 },
  after: kind === 'removed' ? undefined : { text: `${text} actions=output:2`, path: 'b/flows.txt', line: 4 },
  languageId: 'ovs-openflow',
});

const result = (groups: CompareResult['groups'], notes: readonly string[] = []): CompareResult => ({
  before: 'p1',
  after: 'p2',
  nRows: 9,
  groups,
  notes,
});

const show = (nodes: readonly ComparisonNode[], depth = 0): string[] =>
  nodes.flatMap(({ label, description, icon, children }) => [
    `${' '.repeat(depth)}[${icon}] ${label} | ${description}`,
    ...show(children, depth + 1),
  ]);

describe('the view', () => {
  it('shows whom a change is about, what it is, and its rows where there are several', () => {
    const nodes = comparisonNodes(
      result(
        [
          {
            subject: 'port vm',
            what: 'clone to hv2 added on hv3',
            changes: [row('hv3 table 39', 'changed', 'priority=100,reg15=0x1')],
          },
          {
            subject: 'port vm',
            what: 'path MTU check added on hv1',
            changes: [
              row('hv1 table 37', 'added', 'cookie=0x1, duration=1.5s, n_packets=3, priority=100,ip'),
              row('hv1 table 38', 'added', 'cookie=0x1, priority=100,ipv6'),
            ],
          },
          { subject: 'sw0', what: 'row removed', changes: [row('hv1 table 8', 'removed', 'priority=50')] },
        ],
        ['hv2 br-int groups: only after'],
      ),
    );
    expect(show(nodes)).toEqual([
      '[plug] port vm | 3 differences',
      ' [diff-modified] clone to hv2 added on hv3 | hv3 table 39',
      ' [diff-added] path MTU check added on hv1 | 2 differences',
      '  [diff-added] hv1 table 37 | priority=100,ip',
      '  [diff-added] hv1 table 38 | priority=100,ipv6',
      '[symbol-namespace] sw0 | 1 difference',
      ' [diff-removed] row removed | hv1 table 8',
      '[info] Not compared | 1',
      ' [circle-slash] hv2 br-int groups: only after | ',
    ]);
    const [clone, mtu] = nodes[0]?.children ?? [];
    expect(clone?.difference).toEqual({
      title: 'port vm: clone to hv2 added on hv3 (p1 ↔ p2)',
      before: { text: 'priority=100,reg15=0x1 actions=output:1', path: 'a/flows.txt' },
      after: { text: 'priority=100,reg15=0x1 actions=output:2', path: 'b/flows.txt' },
      languageId: 'ovs-openflow',
    });
    expect(mtu?.difference?.after.text).toMatch(/^cookie=0x1, priority=100,ip actions/);
    expect(mtu?.difference?.before).toEqual({ text: '', path: undefined });
    expect(mtu?.difference?.after.text.split('\n')).toHaveLength(2);
    expect(clone?.tooltip).toBe('port vm: clone to hv2 added on hv3\na/flows.txt:4 ↔ b/flows.txt:5');
    expect(mtu?.children[0]?.tooltip).toBe('hv1 table 37\npriority=100,ip\nb/flows.txt:5');
    const ids = (tree: readonly ComparisonNode[]): string[] =>
      tree.flatMap(({ id, children }) => [id, ...ids(children)]);
    expect(new Set(ids(nodes)).size).toBe(ids(nodes).length);
  });

  it('shows hostile names as text, without what a terminal or the direction of writing obeys', () => {
    const name = '<b>[x](command:y)\u001B[31m\u202E$(zap)';
    const [node] = comparisonNodes(
      result([{ subject: `port ${name}`, what: name, changes: [row(name, 'added', name)] }]),
    );
    const shown = '<b>[x](command:y)\uFFFD[31m\uFFFD$(zap)';
    expect(node?.label).toBe(`port ${shown}`);
    const [change] = node?.children ?? [];
    expect([change?.label, change?.description]).toEqual([shown, shown]);
    expect(node?.tooltip).toBe(`port ${shown}`);
    expect(change?.tooltip).toContain(`port ${shown}: ${shown}`);
    expect(change?.difference?.title).toBe(`port ${shown}: ${shown} (p1 ↔ p2)`);
  });
});
