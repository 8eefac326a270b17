import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { catalogue } from '../../server/core/check/catalogue.ts';
import { type Phase, type PortReport, portReports } from '../../server/core/check/ports.ts';
import { fixtures } from '../fixtures/dumps.ts';
import { isOfMoments, networksOf } from './captures.ts';

/** What each fault shows of the port `vm`, written from what was done to make it. */
interface Expected {
  readonly phase: Phase;
  readonly main: string | undefined;
  readonly additional: string;
  /** `MC01 hv3/br-int.txt`: a code, and the file that it points into. */
  readonly findings: readonly string[];
}

const binding = 'sb-Port_Binding.json';
/** Plain multichassis ports are live twice, and an additional chassis that has recomputed has no port security: both true. */
const bothLive = `MC16 ${binding}`;
const noSecurity = 'MC31 hv2/br-int.txt';

const faults: Readonly<Record<string, Expected>> = {
  'MC01-missing-tunnel': bound('both-bound', ['MC01 hv3/br-int.txt', bothLive, noSecurity]),
  'MC02-missing-clone': bound('both-bound', ['MC02 hv3/br-int.txt', bothLive]),
  'MC03-never-activated': bound('blocked', ['MC03 hv2/br-int.txt', noSecurity]),
  'MC05-void-strategy': bound('both-bound', ['MC05 hv2/br-int.txt', noSecurity]),
  'MC06-stale-flag': {
    phase: 'blocked',
    main: 'hv1',
    additional: 'hv3',
    findings: [`MC06 ${binding}`],
  },
  'MC06-stale-flag-unblocks': bound('activated', [`MC06 ${binding}`]),
  'MC09-main-unplugged': {
    phase: 'main-gone',
    main: undefined,
    additional: 'hv2',
    findings: [`MC09 ${binding}`],
  },
  'MC09-main-unplugged-open': {
    phase: 'main-gone',
    main: undefined,
    additional: 'hv2',
    findings: [`MC09 ${binding}`],
  },
  'MC10-blank-in-list': { phase: 'list-set', main: 'hv1', additional: '', findings: [`MC10 ${binding}`] },
  'MC10-unknown-first': { phase: 'moved', main: 'hv2', additional: '', findings: [`MC10 ${binding}`] },
  'MC10-unknown-second': { phase: 'list-set', main: 'hv1', additional: '', findings: [`MC10 ${binding}`] },
  'MC11-same-hostname': bound('both-bound', [`MC11 ${binding}`, bothLive, noSecurity]),
  'MC12-no-interface': { phase: 'list-set', main: 'hv1', additional: '', findings: [`MC12 ${binding}`] },
  'MC13-two-mains': { phase: 'single', main: 'hv2', additional: '', findings: [`MC13 ${binding}`] },
  'MC14-mtu': bound('both-bound', ['MC14 hv1/br-int.txt', 'MC14 hv2/br-int.txt', bothLive, noSecurity]),
  'MC16-both-live': bound('both-bound', [bothLive, noSecurity]),
  'MC22-list-left': { phase: 'moved', main: 'hv2', additional: '', findings: [`MC22 ${binding}`] },
  'MC23-container-stays': bound('both-bound', [bothLive, `MC23 ${binding}`]),
  'MC27-stale-main': { phase: 'moved', main: 'hv2', additional: '', findings: ['MC27 hv1/br-int.txt'] },
  'MC30-unknown-strategy': bound('both-bound', [`MC30 ${binding}`, noSecurity]),
  'MC31-no-port-security': bound('both-bound', [bothLive, noSecurity]),
  'MC32-cut-off': bound('blocked', [noSecurity, 'MC32 hv2/br-int.txt']),
  'MC33-no-rows': { phase: 'moved', main: 'hv2', additional: '', findings: ['MC33 hv2/br-int.txt'] },
  'MC34-not-released': bound('blocked', [noSecurity, `MC34 ${binding}`]),
  'OK-waiting': bound('blocked', [noSecurity]),
};

function bound(phase: Phase, findings: readonly string[]): Expected {
  return { phase, main: 'hv1', additional: 'hv2', findings };
}

function reportsOf(fault: string): readonly PortReport[] {
  const [network, ...more] = networksOf(join(fixtures, 'faults', fault));
  expect(more).toEqual([]);
  return network === undefined ? [] : portReports(network);
}

describe('faults', () => {
  it('are all here', () => {
    const folders = readdirSync(join(fixtures, 'faults'), { withFileTypes: true }).filter((entry) =>
      entry.isDirectory(),
    );
    const ofOneMoment = folders.filter(({ name }) => !isOfMoments(name));
    expect(ofOneMoment.map(({ name }) => name).sort()).toEqual(Object.keys(faults).sort());
  });

  it.each(Object.entries(faults))('%s', (fault, { phase, main, additional, findings }) => {
    const [report, ...others] = reportsOf(fault);
    // No other port has to do with several chassis.
    expect(others).toEqual([]);
    expect(report?.port).toBe('vm');
    expect(report?.phase).toBe(phase);
    expect(report?.main).toBe(main);
    expect(report?.additional.join()).toBe(additional);
    expect(report?.findings.map(({ code, place }) => `${code} ${place.path}`)).toEqual(findings);
    for (const { message, code } of report?.findings ?? []) {
      expect(message).toMatch(/^[^ ].*\.$/);
      expect(message).toContain('vm');
      expect(catalogue.map((entry) => entry.code)).toContain(code);
    }
  });

  it.each([
    ['MC01-missing-tunnel', 'MC01', /hv3 .* hv2: it has no tunnel .* hv3 is in east, hv2 in west\.$/],
    ['MC02-missing-clone', 'MC02', /hv3 has fallen behind \(nb_cfg 6 of 7\)/],
    ['MC03-never-activated', 'MC03', /has sent 20 packets, all dropped/],
    ['MC05-void-strategy', 'MC05', /OVN 23\.03\.1 does not know this strategy\.$/],
    ['MC06-stale-flag', 'MC06', /activated at hv2, which is no longer requested/],
    ['MC06-stale-flag-unblocks', 'MC06', /let go there and bound again without a block/],
    ['MC09-main-unplugged', 'MC09', /still blocked there: it is reached nowhere/],
    ['MC09-main-unplugged-open', 'MC09', /and is reached there/],
    [
      'MC10-blank-in-list',
      'MC10',
      /requests " hv2", .* hostname: a blank is part of the word\. Nothing is prepared/,
    ],
    ['MC10-unknown-first', 'MC10', /hv2 is the main chassis at once, and the strategy rarp does not apply/],
    ['MC10-unknown-second', 'MC10', /requests nowhere, and no chassis .* Nothing is prepared there\.$/],
    ['MC11-same-hostname', 'MC11', /node-b, which is the hostname of hv2 and hv3/],
    ['MC12-no-interface', 'MC12', /hv2 .* has no interface for it/],
    ['MC13-two-mains', 'MC13', /hv1 and hv2 have an interface .* have 14 such changes/],
    ['MC14-mtu', 'MC14', /packets of 8942 bytes .* 9000 with their headers.* more than 1500/],
    ['MC16-both-live', 'MC16', /21 packets at hv1, 23 packets at hv2/],
    ['MC22-list-left', 'MC22', /has moved to hv2, and the list was not shortened since: it names hv1 too/],
    ['MC23-container-stays', 'MC23', /its container child is not/],
    ['MC27-stale-main', 'MC27', /hv1 still has rows that deliver vm, .* at hv2.* fallen behind/],
    ['MC30-unknown-strategy', 'MC30', /strategy announce, which no release knows/],
    ['MC31-no-port-security', 'MC31', /hv2 does not check what the guest of vm sends/],
    ['MC32-cut-off', 'MC32', /has seen the announcement of vm and still blocks it/],
    ['MC33-no-rows', 'MC33', /no row of it.*shares no version of OpenFlow/],
    ['MC34-not-released', 'MC34', /nobody requests it there.*fallen behind/],
  ])('%s says why', (fault, code, message) => {
    const found = reportsOf(fault)[0]?.findings.find((finding) => finding.code === code);
    expect(found?.message).toMatch(message);
    expect(found?.related.every(({ message: text }) => text !== '')).toBe(true);
  });

  it('proposes only commands that name the port and the places', () => {
    const commands = Object.keys(faults).flatMap((fault) =>
      reportsOf(fault).flatMap(({ findings }) => findings.flatMap(({ command }) => command ?? [])),
    );
    expect(new Set(commands)).toEqual(
      new Set([
        'ovn-appctl -t ovn-controller inc-engine/recompute',
        'ovn-nbctl set Logical_Switch_Port vm options:activation-strategy=rarp',
        `ovn-nbctl set Logical_Switch_Port vm 'options:requested-chassis="hv1"'`,
        `ovn-nbctl set Logical_Switch_Port vm 'options:requested-chassis="hv1,hv2"'`,
        `ovn-nbctl set Logical_Switch_Port vm 'options:requested-chassis="hv2"'`,
      ]),
    );
  });
});
