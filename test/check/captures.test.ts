import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type PortReport, type PortReports, portReports } from '../../server/core/check/ports.ts';
import { fixtures } from '../fixtures/dumps.ts';
import { sharedRoot, sharedTest } from '../support/shared.ts';
import { networksOf } from './captures.ts';

/** What healthy phases of a migration show, and the few things that are true of them all the same. */
const phases = [
  { phase: 'single', main: 'hv1', additional: [], blocked: [], clones: {}, findings: [] },
  {
    phase: 'both-bound',
    main: 'hv1',
    additional: ['hv2'],
    blocked: [],
    clones: { hv1: ['hv2'], hv2: ['hv1'], hv3: ['hv1', 'hv2'] },
    // Without a strategy each packet arrives twice.
    findings: ['MC16'],
  },
  {
    phase: 'blocked',
    main: 'hv1',
    additional: ['hv2'],
    blocked: ['hv2'],
    clones: { hv1: ['hv2'], hv2: ['hv1'], hv3: ['hv1', 'hv2'] },
    // The experiment lets the guest at hv2 send, and not announce itself: it is a guest that waits in vain.
    findings: ['MC03'],
  },
  {
    phase: 'activated',
    main: 'hv1',
    additional: ['hv2'],
    blocked: [],
    clones: { hv1: ['hv2'], hv2: ['hv1'], hv3: ['hv1', 'hv2'] },
    findings: [],
  },
  { phase: 'moved', main: 'hv2', additional: [], blocked: [], clones: {}, findings: [] },
] as const;

function reportsOf(folder: string): readonly (readonly PortReport[])[] {
  let before: PortReports | undefined;
  return networksOf(folder).map((network) => {
    const reports = portReports(network, before);
    before = { network, reports };
    return reports;
  });
}

function summary({ phase, main, additional, blocked, chassis, findings }: PortReport): unknown {
  return {
    phase,
    main,
    additional,
    blocked,
    clones: Object.fromEntries(
      chassis.flatMap(({ name, clones }) =>
        clones === undefined || clones.seen.length === 0 ? [] : [[name, clones.seen]],
      ),
    ),
    findings: findings.map(({ code }) => code),
  };
}

function expectAsAsked(reports: readonly (readonly PortReport[])[]): void {
  for (const { port, chassis } of reports.flat()) {
    for (const { name, clones } of chassis)
      expect(clones?.seen, `${port} on ${name}`).toEqual(clones?.expected);
  }
}

describe('healthy captures', () => {
  it('sample: no port but vm, and nothing that is not so', () => {
    const reports = reportsOf(join(fixtures, 'sample-capture'));
    expect(reports.map((each) => each.map(({ port }) => port))).toEqual(phases.map(() => ['vm']));
    expect(reports.flat().map(summary)).toEqual(
      // hv2 came new to the switch in this phase, so it has computed the port as an additional one: MC31 is true.
      phases.map((phase, idx) => (idx === 1 ? { ...phase, findings: ['MC16', 'MC31'] } : phase)),
    );
    expectAsAsked(reports);
    const blocked = reports[2]?.[0];
    expect(blocked?.strategy).toBe('rarp');
    expect(blocked?.chassis.map(({ mtuSizes }) => mtuSizes)).toEqual([[1442], [1442], []]);
    expect(reports[3]?.[0]?.activated).toEqual(['hv2']);
  });

  for (const folder of ['ovn-23.03/localnet', 'ovn-23.03/overlay', 'ovn-26.03/localnet']) {
    sharedTest(
      folder,
      () => {
        const reports = reportsOf(join(sharedRoot, 'captures', folder));
        expect(reports.map((each) => each.map(({ port }) => port))).toEqual(phases.map(() => ['vm']));
        expect(reports.flat().map(summary)).toEqual(phases);
        expectAsAsked(reports);
      },
      30_000,
    );
  }

  sharedTest('ovn-26.03/localnet-garp, whose tunnels only the lists of ports name', () => {
    const reports = reportsOf(join(sharedRoot, 'captures/ovn-26.03/localnet-garp'));
    expect(reports.flat().map(summary)).toEqual([phases[2], phases[3]]);
    expectAsAsked(reports);
  });

  it('says of an excerpt without interfaces which ports it cannot name', () => {
    const reports = reportsOf(join(fixtures, 'captures'));
    // hv3 has neither interfaces nor a list of ports in this excerpt.
    expect(reports[1]?.[0]?.chassis.map(({ clones }) => clones?.seen)).toEqual([
      ['port 1'],
      ['port 1'],
      ['port 1', 'port 2'],
    ]);
    expect(reports.flat().flatMap(({ findings }) => findings.map(({ code }) => code))).toEqual([
      'MC16',
      'MC03',
    ]);
  });
});
