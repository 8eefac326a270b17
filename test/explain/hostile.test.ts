import { describe, expect, it } from 'vitest';
import type { Names } from '../../server/core/explain/context.ts';
import { explainRow, explainToken } from '../../server/core/explain/explain.ts';
import type { Explanation } from '../../server/core/explain/explanation.ts';
import { explanationMarkdown, explanationText } from '../../server/core/explain/markdown.ts';
import { type Dialect, dialects } from '../../server/core/syntax/dialect.ts';
import { contextOf } from './told.ts';

/** Names that would be something else than text, were they written as they are. */
const hostile: readonly string[] = [
  '[click](command:workbench.action.terminal.new)',
  '<img/src=x/onerror=alert(1)>',
  '![x](https://evil.example/x.png)',
  '``](command:x)``',
  '`',
  '|a|b|',
  'https://evil.example',
  '\u202Egnp.exe',
  '\u2066x\u0007\u001B[31m',
  '$(warning)',
  '<!--',
  '**bold**',
  '&lt;b&gt;&#91;',
  `${'x'.repeat(5000)}](command:x)`,
];

/** A text of each dialect whose names are `NAME`. */
const texts: Readonly<Record<Dialect, string>> = {
  'ovn-lflow':
    'Datapath: "NAME" (1288128b-fe07-4ab6-903a-705a16b31e92)  Pipeline: ingress\n  table=0 (NAME), priority=5, match=(inport == "NAME" && ip4.src == $NAME), action=(outport = "NAME"; log(name="NAME", verdict=drop); NAME;)\n  uuid=0x2da53d10, datapath="NAME", logical_port=NAME, tunnel_key=2\n',
  'ovs-openflow':
    ' cookie=0xa1, table=0, n_packets=5, priority=100,in_port="NAME",reg14=0x1,reg15=0x2,metadata=0x1 actions=output:"NAME",NAME\n cookie=0xa1, table=8, priority=7,NAME=1 actions=ct(alg=NAME),resubmit("NAME",9)\n',
  'ovs-groups':
    ' group_id=1,type=NAME,selection_method=NAME,bucket=bucket_id:0,weight:1,watch_port:"NAME",actions=output:"NAME"\n',
  'ovs-meters': 'meter=NAME NAME bands=\ntype=NAME rate=1\n',
  'ovs-ports': ' 1(NAME): addr:00:00:00:00:00:01\n     config:     NAME\n  port "NAME": rx pkts=1, NAME=2\n',
  'ovs-datapath':
    'recirc_id(0),in_port(NAME),eth(src=00:00:00:00:00:01),NAME(1), packets:1, used:never, NAME:1, actions:NAME,ct(commit,helper=NAME)\n',
  'ovs-conntrack':
    'udp,orig=(src=10.0.0.1,dst=10.0.0.2,sport=1,dport=2),reply=(src=10.0.0.2,dst=10.0.0.1,sport=2,dport=1),zone=1,helper=NAME,status=NAME\nipv4 2 tcp 6 9 NAME src=10.0.0.1 secctx=NAME [NAME]\n',
  'ovsdb-dump':
    'NAME table\n_uuid NAME name\n----- ---- ----\n1288128b-fe07-4ab6-903a-705a16b31e92 "NAME" {NAME="NAME"}\n',
  'ovsdb-list': '_uuid : 1288128b-fe07-4ab6-903a-705a16b31e92\nname : "NAME"\noptions : {"NAME"="NAME"}\n',
  'ovsdb-show':
    'switch 1288128b-fe07-4ab6-903a-705a16b31e92 (NAME) (aka NAME)\n    port NAME\n        NAME: "NAME"\n',
  'ovsdb-log':
    'OVSDB JSON 590 6e16ca0000000000000000000000000000000000\n{"_comment":"NAME","NAME":{"1288128b-fe07-4ab6-903a-705a16b31e92":{"NAME":"NAME","options":["map",[["NAME","NAME"]]]}}}\n',
  'ovn-trace':
    'ingress(dp="NAME", inport="NAME")\n 0. NAME (NAME): inport == "NAME", priority 5, uuid 63d5e846\n    outport = "NAME";\n    /* output to "NAME" */\n*** NAME\nLOG: ACL name=NAME, direction=IN, verdict=drop, severity=info, packet="NAME"\n',
  'ovs-trace':
    'Flow: in_port="NAME"\nbridge("NAME")\n 0. in_port="NAME", priority 5, cookie 0x1\n    output:"NAME"\n     -> NAME\n  * Port Binding: logical_port "NAME", NAME 1\n >> NAME\n',
};

/** A capture whose every name is this. */
function namesOf(name: string): Names {
  const row = { table: name, name };
  return {
    datapathName: () => name,
    portName: () => name,
    chassisOfTunnel: () => name,
    interfaceOfPort: () => name,
    logicalPortOf: () => name,
    zoneOwner: () => name,
    cookieOwner: () => row,
    rowOf: () => row,
    contentsOf: () => [name, name],
  };
}

describe.each(dialects)('hostile names in hovers of %s', (dialect) => {
  it.each(hostile)('show as text: %j', (name) => {
    const text = (texts[dialect] ?? '').replaceAll('NAME', name);
    const found = explanations(dialect, text, name);
    expect(found.length).toBeGreaterThan(3);
    for (const explanation of found) {
      expect(activeMarkup(explanationMarkdown(explanation))).toEqual([]);
      // Nothing reaches a terminal that moves its cursor or turns its text around.
      expect(explanationText(explanation)).not.toMatch(unseen);
    }
  });
});

function explanations(dialect: Dialect, text: string, name: string): readonly Explanation[] {
  const context = contextOf(dialect, text, { names: namesOf(name) });
  const found: Explanation[] = [];
  for (let row = 0; row < context.dump.rows.nRows; row++) {
    found.push(...explainRow(context, row));
    const { tree } = context.dump.tree(row);
    for (let node = 0; node < tree.nNodes; node++) {
      const explanation = explainToken(context, row, tree.start(node));
      if (explanation !== undefined) found.push(explanation);
    }
  }
  return found;
}

const unseen = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/;

/** What in a Markdown text is more than text, code and our own bold and tables. */
function activeMarkup(markdown: string): readonly string[] {
  const found: string[] = [];
  if (unseen.test(markdown.replaceAll('\n', ''))) found.push('a control character');
  // Code spans hold anything; a fence is closed by one of the same length.
  const plain = markdown
    .replace(/(?<!\\)(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)/g, 'code')
    .replace(/\\[\\`*_{}[\]()#+!|>~$-]/g, 'x');
  for (const [pattern, what] of [
    [/\[[^\]]*\]\(/, 'a link'],
    [/!\[/, 'an image'],
    [/<[a-z!/]/i, 'HTML'],
    [/\$\(/, 'an icon'],
    [/`/, 'an open code span'],
    [/(?:https?|command|vscode|file):/i, 'an address'],
    [/&(?!amp;|lt;)/, 'an entity'],
  ] as const)
    if (pattern.test(plain)) found.push(`${what}: ${plain.slice(0, 200)}`);
  // Cells of a row: two, whatever stands in them.
  for (const line of plain.split('\n'))
    if (line.startsWith('|') && line.split('|').length !== 4)
      found.push(`a cell too many: ${line.slice(0, 200)}`);
  return found;
}
