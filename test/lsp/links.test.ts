import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Location } from 'vscode-languageserver';
import { type CapturedFiles, openCapture } from './capturedFiles.ts';

const flows = (host: string): string => `${host}/br-int.of15.txt`;
const list = 'lflow-list-uuid.txt';
const south = 'sb-dump.txt';
const north = 'nb-dump.txt';

let files: CapturedFiles;
beforeAll(async () => {
  files = await openCapture('joined');
});
afterAll(() => files.server.stop());

const languages: Readonly<Record<string, string>> = {
  [list]: 'ovn-lflow',
  [south]: 'ovsdb-dump',
  [north]: 'ovsdb-dump',
  'ovn-trace.peer-to-vm.detailed.txt': 'ovn-trace',
  'hv1/ofproto-trace.vm-to-peer.txt': 'ovs-trace',
};

function languageOf(path: string): string {
  if (path.includes('groups')) return 'ovs-groups';
  if (path.includes('ports-desc')) return 'ovs-ports';
  if (path.includes('dpctl')) return 'ovs-datapath';
  return languages[path] ?? 'ovs-openflow';
}

async function ask(
  method: 'definition' | 'references',
  path: string,
  line: number,
  token: RegExp,
): Promise<readonly string[]> {
  await files.open(path, languageOf(path));
  return files.places(
    await files.server.client.sendRequest<Location[] | null>(`textDocument/${method}`, {
      textDocument: { uri: files.uri(path) },
      position: files.position(path, line, token),
      context: { includeDeclaration: false },
    }),
  );
}

/** Where the only line is that fits, as the answers have it. */
function at(path: string, pattern: RegExp): string {
  return `${path}:${files.line(path, pattern) + 1}`;
}

function all(path: string, pattern: RegExp): readonly string[] {
  return files.allLines(path, pattern).map((line) => `${path}:${line + 1}`);
}

/** An ACL of the northbound database, and one of the logical flows that it became. */
const acl = '0464eb4d';

/** The logical flows that the southbound database says were made for a northbound row. */
function flowsMadeFor(hint: string): readonly string[] {
  return files
    .allLines(south, new RegExp(`stage-hint="?${hint}"?`))
    .map((line) => (files.lines(south)[line] ?? '').slice(0, 8));
}

describe('from an OpenFlow row', () => {
  it('its cookie leads to the logical flow of its datapath, and to the ACL that this was made for', async () => {
    const [uuid] = flowsMadeFor(acl);
    const row = files.allLines(flows('hv1'), new RegExp(`cookie=0x${uuid},.*metadata=0x1[ ,]`))[0];
    expect(await ask('definition', flows('hv1'), row ?? -1, /cookie=(0x\w+)/)).toEqual([
      at(list, new RegExp(`uuid=0x${uuid},`)),
      at(north, new RegExp(`^${acl}`)),
    ]);
  });

  it('its cookie has the rows of all chassis', async () => {
    const [uuid] = flowsMadeFor(acl);
    const [row] = files.allLines(flows('hv1'), new RegExp(`cookie=0x${uuid},`));
    const rows = ['hv1', 'hv2', 'hv3'].flatMap((host) => all(flows(host), new RegExp(`cookie=0x${uuid},`)));
    expect(rows.length).toBeGreaterThan(2);
    expect(await ask('references', flows('hv1'), row ?? -1, /cookie=(0x\w+)/)).toEqual([
      ...rows,
      ...all(list, new RegExp(`uuid=0x${uuid},`)),
    ]);
  });

  it('the cookie of a port leads to its binding', async () => {
    const row = files.line(flows('hv2'), /table=0,.*priority=1010,rarp/);
    expect(await ask('definition', flows('hv2'), row, /cookie=(0x\w+)/)).toEqual([at(south, /^fd0a1c3f-/)]);
  });

  it('resubmit leads to the first row of the table', async () => {
    const row = files.line(flows('hv2'), /table=0,.*priority=1010,rarp/);
    const [first] = all(flows('hv2'), /table=40,/);
    const tunnel = files.allLines(flows('hv2'), /table=0,.*resubmit\(,40\)/)[0] ?? -1;
    expect(await ask('definition', flows('hv2'), tunnel, /resubmit\(,(40)\)/)).toEqual([first]);
    expect(await ask('definition', flows('hv2'), row, /resubmit\(,(8)\)/)).toEqual([
      all(flows('hv2'), /table=8,/)[0],
    ]);
  });

  it('a table has the rows that go there', async () => {
    const [row] = files.allLines(flows('hv2'), /table=40,/);
    const sources = all(flows('hv2'), /resubmit\((?:\d+)?,40\)/);
    expect(sources.length).toBeGreaterThan(2);
    expect(await ask('references', flows('hv2'), row ?? -1, /table=(40)/)).toEqual(sources);
  });

  it('its own table leads to the stage of its datapath', async () => {
    // OpenFlow table 46 is the egress pipeline's table 4.
    const [row] = files.allLines(flows('hv1'), /table=46,.*metadata=0x1[ ,]/);
    const header = files.line(list, /^Datapath: "sw0".*egress/);
    const stage = files.allLines(list, /table=4 +\(ls_out_acl/).find((line) => line > header);
    expect(await ask('definition', flows('hv1'), row ?? -1, /table=(46)/)).toEqual([
      `${list}:${(stage ?? 0) + 1}`,
    ]);
  });

  it.each([/metadata=(0x1)\b/, /set_field:0x1->(metadata)/])(
    '%s leads to the datapath and its switch',
    async (token) => {
      const row = files.allLines(flows('hv1'), token)[0] ?? -1;
      expect(await ask('definition', flows('hv1'), row, token)).toEqual([
        at(south, /^06fd7e61-802a-4026-8e63-c8ad90ebd2b8 .*name=sw0/),
        at(north, /^4c9db3c2-f009-4728-9a79-a8d62fbae51b .* sw0 /),
      ]);
    },
  );

  it('a key leads to the binding, to the switch port and to the interfaces', async () => {
    const row = files.line(flows('hv3'), /table=39,.*reg15=0x1,metadata=0x1/);
    expect(await ask('definition', flows('hv3'), row, /reg15=(0x1)/)).toEqual([
      at(south, /^fd0a1c3f-/),
      at(north, /^\S+ .*"50:54:00:00:00:10 10\.0\.0\.10/),
      'hv1/ovs-Interface.json:1',
      'hv2/ovs-Interface.json:1',
    ]);
  });

  it('the place of an interface in a database of one line is its own', async () => {
    const row = files.line(flows('hv3'), /table=39,.*reg15=0x1,metadata=0x1/);
    const answer = await files.server.client.sendRequest<Location[]>('textDocument/definition', {
      textDocument: { uri: files.uri(flows('hv3')) },
      position: files.position(flows('hv3'), row, /reg15=(0x1)/),
    });
    const range = answer.find(({ uri }) => uri.endsWith('hv2/ovs-Interface.json'))?.range;
    const text = files
      .lines('hv2/ovs-Interface.json')[0]
      ?.slice(range?.start.character, range?.end.character);
    expect(text).toMatch(/^\[.*\["iface-id","vm"\].*\]$/);
    expect(text).not.toContain('near2');
  });

  it('a key has the rows of its datapath that match it, and the logical flows that name its port', async () => {
    const row = files.line(flows('hv3'), /table=39,.*reg15=0x1,metadata=0x1/);
    const rows = ['hv1', 'hv2', 'hv3'].flatMap((host) =>
      all(flows(host), /^(?=.*metadata=0x1[ ,])(?=.*reg1[45]=0x1[ ,]).* actions=/).filter((place) => {
        const line = Number(place.split(':')[1]) - 1;
        const match = (files.lines(flows(host))[line] ?? '').split(' actions=')[0] ?? '';
        return /metadata=0x1\b(?!\/)/.test(match) && /reg1[45]=0x1(?![\w/])/.test(match);
      }),
    );
    expect(rows.length).toBeGreaterThan(10);
    expect(await ask('references', flows('hv3'), row, /reg15=(0x1)/)).toEqual([
      ...rows,
      ...all(list, /"vm"/),
    ]);
  });

  it('a port of the bridge leads to the list of ports and to the interface', async () => {
    const row = files.line(flows('hv2'), /table=0,.*priority=1010,rarp/);
    expect(await ask('definition', flows('hv2'), row, /in_port=(3)/)).toEqual([
      at('hv2/br-int.ports-desc.txt', /^ 3\(vm\)/),
      'hv2/ovs-Interface.json:1',
    ]);
    expect(await ask('references', flows('hv2'), row, /in_port=(3)/)).toEqual(
      all(flows('hv2'), /in_port=3[ ,]|output:3(?!\d)/),
    );
  });

  it('a group leads to its buckets', async () => {
    const row = files.allLines(flows('hv1'), /group:1$/)[0] ?? -1;
    expect(await ask('definition', flows('hv1'), row, /group:(1)/)).toEqual([
      at('hv1/br-int.groups.txt', /group_id=1,/),
    ]);
    expect(await ask('references', 'hv1/br-int.groups.txt', 1, /group_id=(1)/)).toEqual(
      all(flows('hv1'), /group:1$/),
    );
  });

  it('a clause leads to the row that wants all of them, and back', async () => {
    const whole = files.line(flows('hv1'), /conj_id=100,/);
    const clauses = all(flows('hv1'), /conjunction\(100,/);
    expect(clauses.length).toBe(3);
    expect(await ask('definition', flows('hv1'), whole, /conj_id=(100)/)).toEqual(clauses);
    const [clause] = files.allLines(flows('hv1'), /conjunction\(100,/);
    expect(await ask('definition', flows('hv1'), clause ?? -1, /conjunction\((100),/)).toEqual([
      `${flows('hv1')}:${whole + 1}`,
    ]);
  });
});

describe('from a logical flow', () => {
  it('next leads to the stage behind it, in its datapath', async () => {
    const header = files.line(list, /^Datapath: "sw0".*ingress/);
    const first = (table: number, stage: string): string => {
      const pattern = new RegExp(`table=${table} *\\(${stage} *\\)`);
      return `${list}:${(files.allLines(list, pattern).find((line) => line > header) ?? -1) + 1}`;
    };
    const row = files.allLines(list, /table=8 *\(ls_in_acl .*next;/).find((line) => line > header) ?? -1;
    expect(await ask('definition', list, row, /(next);\)$/)).toEqual([first(9, 'ls_in_qos_mark')]);
  });

  it('next with a pipeline and a table leads there', async () => {
    const row = files.allLines(list, /next\(pipeline=ingress, table=0\)/)[0] ?? -1;
    const header = files.line(list, /^Datapath: "lr0".*ingress/);
    expect(await ask('definition', list, row, /(next)\(pipeline/)).toEqual([`${list}:${header + 2}`]);
  });

  it('its stage leads to the tables that carry it, on every chassis', async () => {
    const header = files.line(list, /^Datapath: "sw0".*egress/);
    const row = files.allLines(list, /table=4 +\(ls_out_acl/).find((line) => line > header) ?? -1;
    const carried = ['hv1', 'hv2', 'hv3'].map((host) => all(flows(host), /table=46,.*metadata=0x1[ ,]/)[0]);
    expect(await ask('definition', list, row, /\((ls_out_acl)/)).toEqual(carried);
  });

  it('its UUID leads to what it was made for, and has its rows on every chassis', async () => {
    const [uuid] = flowsMadeFor(acl);
    const row = files.line(list, new RegExp(`uuid=0x${uuid},`));
    expect(await ask('definition', list, row, /uuid=(0x\w+)/)).toEqual([
      at(south, new RegExp(`^${uuid}-`)),
      at(north, new RegExp(`^${acl}`)),
    ]);
    const rows = ['hv1', 'hv2', 'hv3'].flatMap((host) => all(flows(host), new RegExp(`cookie=0x${uuid},`)));
    expect(await ask('references', list, row, /uuid=(0x\w+)/)).toEqual([...rows, `${list}:${row + 1}`]);
  });

  it('a port leads to its binding, its northbound row and its interfaces', async () => {
    const row = files.allLines(list, /outport = "peer"/)[0] ?? -1;
    expect(await ask('definition', list, row, /"(peer)"/)).toEqual([
      at(south, /^2da53d10-/),
      at(north, /"50:54:00:00:00:20 10\.0\.0\.20/),
      'hv3/ovs-Interface.json:1',
    ]);
  });

  it('a set and a group of ports lead to their contents', async () => {
    const mgmt = files.allLines(list, /\$as_mgmt/)[0] ?? -1;
    expect(await ask('definition', list, mgmt, /\$(as_mgmt)/)).toEqual([
      at(north, / as_mgmt$| as_mgmt /),
      at(south, / as_mgmt$| as_mgmt /),
    ]);
    expect(await ask('definition', list, mgmt, /@(pg_sw0)/)).toEqual([
      at(north, /^[0-9a-f-]{36} .* pg_sw0 +\[/),
      ...all(south, /^[0-9a-f-]{36} pg_sw0 +\[/),
    ]);
    expect(await ask('references', list, mgmt, /\$(as_mgmt)/)).toEqual(all(list, /\$as_mgmt/));
  });

  it('a set that OVN made of a group of ports leads to the group, too', async () => {
    const row = files.allLines(list, /\$pg_sw0_ip4/)[0] ?? -1;
    expect(await ask('definition', list, row, /\$(pg_sw0_ip4)/)).toEqual([
      at(south, / pg_sw0_ip4$| pg_sw0_ip4 /),
      at(north, /^[0-9a-f-]{36} .* pg_sw0 +\[/),
    ]);
  });

  it('the name of its datapath leads to the binding and the router', async () => {
    const header = files.line(list, /^Datapath: "lr0".*ingress/);
    expect(await ask('definition', list, header, /"(lr0)"/)).toEqual([
      at(south, /^1288128b-fe07-4ab6-903a-705a16b31e92 .*name=lr0/),
      at(north, /^f856d162-c6ca-4eee-be54-535cc7f27aad/),
    ]);
  });
});

describe('from a database', () => {
  it('a reference leads to its row', async () => {
    const row = files.line(south, /^fd0a1c3f-/);
    expect(await ask('definition', south, row, /(06fd7e61-802a-4026-8e63-c8ad90ebd2b8)/)).toEqual([
      at(south, /^06fd7e61-802a-4026-8e63-c8ad90ebd2b8 .*name=sw0/),
    ]);
  });

  it('a northbound row has the logical flows that were made for it, and their OpenFlow rows', async () => {
    const row = files.line(north, new RegExp(`^${acl}`));
    const uuids = flowsMadeFor(acl);
    expect(uuids.length).toBeGreaterThan(0);
    const wanted = uuids.flatMap((uuid) => [
      ...['hv1', 'hv2', 'hv3'].flatMap((host) => all(flows(host), new RegExp(`cookie=0x${uuid},`))),
      ...all(list, new RegExp(`uuid=0x${uuid},`)),
    ]);
    expect([...(await ask('references', north, row, /^(\S+)/))].sort()).toEqual([...wanted].sort());
  });

  it('a binding has the OpenFlow rows with its cookie', async () => {
    const row = files.line(south, /^fd0a1c3f-/);
    expect(await ask('references', south, row, /^(\S+)/)).toEqual(
      ['hv1', 'hv2', 'hv3'].flatMap((host) => all(flows(host), /cookie=0xfd0a1c3f,/)),
    );
  });
});

describe('from a list of chassis', () => {
  it('each name leads to its own row', async () => {
    const row = files.line(north, /requested-chassis="hv1,hv2"/);
    expect(await ask('definition', north, row, /requested-chassis="hv1,(hv2)"/)).toEqual([
      at(south, /^[0-9a-f-]{36} .* hv2 +hv2 /),
    ]);
    expect(await ask('definition', north, row, /requested-chassis="(hv1),hv2"/)).toEqual([
      at(south, /^[0-9a-f-]{36} .* hv1 +hv1 /),
    ]);
  });
});

describe('from a trace', () => {
  const trace = 'hv1/ofproto-trace.vm-to-peer.txt';
  const logical = 'ovn-trace.peer-to-vm.detailed.txt';

  it('a row that a packet passed leads to that row of that host', async () => {
    const row = files.line(trace, /^ ?0\. in_port=\d+, priority 100, cookie 0xfd0a1c3f/);
    expect(await ask('definition', trace, row, /(priority) 100/)).toEqual([
      at(flows('hv1'), /cookie=0xfd0a1c3f,.*table=0,.*priority=100,in_port=3 /),
    ]);
  });

  it('a key that an action sets is of the datapath that the packet is in', async () => {
    const row = files.allLines(trace, /^ +set_field:0x2->reg15$/)[0] ?? -1;
    expect((await ask('definition', trace, row, /(reg15)/))[0]).toBe(at(south, /^2da53d10-/));
  });

  it('a stage that a packet passed leads to the logical flow', async () => {
    const row = files.line(logical, /ls_in_l2_lkup .*uuid 973f66c3/);
    expect(await ask('definition', logical, row, /(priority) 50/)).toEqual([at(list, /uuid=0x973f66c3,/)]);
  });

  it('one logical flow of several datapaths is that of the datapath of the trace', async () => {
    const header = files.line(list, /^Datapath: "sw0".*ingress/);
    const row = files.line(logical, /ls_in_pre_acl .*uuid f56ccdb1/);
    const ofSwitch = files.allLines(list, /uuid=0xf56ccdb1,/).find((line) => line > header);
    expect(files.allLines(list, /uuid=0xf56ccdb1,/).length).toBe(2);
    expect(await ask('definition', logical, row, /(priority) 100/)).toEqual([
      `${list}:${(ofSwitch ?? 0) + 1}`,
    ]);
  });

  it('the port of its head leads to the binding', async () => {
    const row = files.line(logical, /^ingress\(dp="sw0", inport="peer"\)/);
    expect((await ask('definition', logical, row, /inport="(peer)"/))[0]).toBe(at(south, /^2da53d10-/));
  });
});

describe('from a datapath flow', () => {
  const path = 'hv1/dpctl-dump-flows.txt';

  it('recirc leads to the flows of the packets that come back', async () => {
    const [row] = files.allLines(path, /recirc\(0x[0-9a-f]+\)/);
    const id = /recirc\((0x[0-9a-f]+)\)/.exec(files.lines(path)[row ?? -1] ?? '')?.[1] ?? '';
    expect(await ask('definition', path, row ?? -1, /recirc\((0x\w+)\)/)).toEqual(
      all(path, new RegExp(`recirc_id\\(${id}\\)`)),
    );
  });

  it('a port leads to the interface of its host', async () => {
    const [row] = files.allLines(path, /in_port\(vm\)/);
    expect(await ask('definition', path, row ?? -1, /in_port\((vm)\)/)).toEqual(['hv1/ovs-Interface.json:1']);
  });
});
