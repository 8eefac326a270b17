import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { languages, projectRoot } from './contributions.ts';

const lflow =
  '  uuid=0x83bead0a, table=3 (ls_in_check_port_sec), priority=90   , match=(inport == "lr0-sw0" && ip4.src == 10.0.0.10/24 && ip6.dst == fe80::/64 && eth.dst == 50:54:00:00:00:10 && $as_mgmt && @pg_sw0), action=(ip.ttl--; reg8[0..15] = 0; ct_dnat(10.0.0.4/255.255.255.0, 1-3000); xxreg1 = fe80::5254:ff:fe00:201; next;)';
const openflow =
  ' cookie=0xfd0a1c3f, duration=6.966s, table=0, priority=1010,ct_state=+new-est+trk,ipv6_src=2001:db8::10,nd_target=::,nw_dst=10.0.0.10/24,reg0=0x8/0xf,in_port="ovn-hv1-0" actions=move:NXM_NX_REG10[0..14]->NXM_NX_TUN_METADATA0[16..30],set_field:50:54:00:00:00:10->eth_dst,set_field:fe80::1->ipv6_src,controller(userdata=00.00.00.1a.00.00.00.00),set_field:0x3->reg14,resubmit(,8)';
const header = 'Datapath: "lr0" (1288128b-fe07-4ab6-903a-705a16b31e92)  Pipeline: ingress';

describe('a double click selects', () => {
  it.each([
    ['0x83bead0a', '83bead'],
    ['table', 'able'],
    ['ls_in_check_port_sec', 'check'],
    ['90', '90'],
    ['lr0-sw0', 'sw0"'],
    ['ip4.src', 'src =='],
    ['10.0.0.10/24', '.10/24'],
    ['fe80::/64', '0::/64'],
    ['50:54:00:00:00:10', '54:00'],
    ['$as_mgmt', 'mgmt'],
    ['@pg_sw0', 'pg_'],
    ['ip.ttl', 'ttl'],
    ['reg8', 'eg8'],
    ['0', '0..15'],
    ['15', '15]'],
    ['10.0.0.4/255.255.255.0', '255.0,'],
    ['1', '1-3000'],
    ['3000', '3000'],
    ['fe80::5254:ff:fe00:201', 'fe00'],
    ['next', 'ext'],
  ])('%s in a logical flow', (word, at) => {
    expect(wordAt('ovn-lflow', lflow, at)).toBe(word);
  });

  it.each([
    ['0xfd0a1c3f', 'fd0a'],
    ['6.966s', '966'],
    ['new', 'new-'],
    ['est', 'est+'],
    ['trk', 'trk'],
    ['2001:db8::10', 'db8'],
    ['::', '::,nw'],
    ['10.0.0.10/24', '0.0.10'],
    ['0x8', '0x8'],
    ['0xf', '0xf,'],
    ['ovn-hv1-0', 'hv1'],
    ['move', 'ove:'],
    ['NXM_NX_REG10', 'REG10'],
    ['14', '14]'],
    ['NXM_NX_TUN_METADATA0', 'TUN_'],
    ['set_field', 'field'],
    ['50:54:00:00:00:10', '00:10->'],
    ['eth_dst', 'dst,set'],
    ['fe80::1', 'fe80::1'],
    ['00.00.00.1a.00.00.00.00', '1a.00'],
    ['reg14', 'eg14'],
  ])('%s in an OpenFlow flow', (word, at) => {
    expect(wordAt('ovs-openflow', openflow, at)).toBe(word);
  });

  it('a whole UUID and a datapath name', () => {
    expect(wordAt('ovn-lflow', header, '4ab6')).toBe('1288128b-fe07-4ab6-903a-705a16b31e92');
    expect(wordAt('ovn-lflow', header, 'lr0')).toBe('lr0');
  });
});

/** The match of the language's word pattern that covers where `at` begins in the line, as the editor looks for it. */
function wordAt(id: string, line: string, at: string): string | undefined {
  const { configuration: path } = languages.find((language) => language.id === id)!;
  const configuration = JSON.parse(readFileSync(`${projectRoot}${path}`, 'utf8')) as {
    readonly wordPattern: string;
  };
  const offset = line.indexOf(at);
  expect(offset, at).toBeGreaterThanOrEqual(0);
  for (const match of line.matchAll(new RegExp(configuration.wordPattern, 'g'))) {
    if (match.index <= offset && offset < match.index + match[0].length) return match[0];
  }
  return undefined;
}
