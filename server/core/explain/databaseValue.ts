import { referencedTable } from '../facts/databases.ts';
import { NodeKind } from '../syntax/nodeKind.ts';
import { macKind } from './addresses.ts';
import type { Explanation, ExplanationPart, Inline } from './explanation.ts';
import { uuidText } from './names.ts';
import { columnText, mapKeyText, tableText } from './prose/columns.ts';
import { about, part, textOf, type Token } from './token.ts';
import { spellings } from './values.ts';

/** Where a value of a database stands, as far as the text tells. */
export interface Place {
  readonly database: string | undefined;
  readonly table: string | undefined;
  readonly column: string | undefined;
}

/** `Port_Binding.options`, or what is known of it. */
export function placeText({ table, column }: Place): string {
  return [table, column].filter((each) => each !== undefined && each !== '').join('.');
}

export function explainTable(token: Token, node: number, { database, table }: Place): Explanation {
  const name = table ?? textOf(token, node);
  return about(
    token,
    node,
    name,
    tableText(database, name) ?? 'A table of the database; its schema is not one that is known here.',
    database === undefined ? [] : [part('database', [{ code: database }])],
  );
}

export function explainColumn(token: Token, node: number, place: Place): Explanation {
  const column = place.column ?? textOf(token, node);
  const to = referenceOf({ ...place, column });
  return about(
    token,
    node,
    column,
    columnText(place.database, place.table, column) ??
      'A column that the known releases do not have; the schema of the database says more.',
    [
      ...(place.table === undefined || place.table === '' ? [] : [part('table', [{ code: place.table }])]),
      ...(to === undefined ? [] : [part('refers to', ['rows of ', { code: to }])]),
    ],
  );
}

/** A leaf of a value: a UUID, a key of a map, a number, a word. */
export function explainLeaf(token: Token, place: Place): Explanation | undefined {
  const { tree, leaf } = token;
  switch (tree.kind(leaf)) {
    case NodeKind.uuid:
      return explainUuid(token, place);
    case NodeKind.attributeName:
      return explainKey(token, place);
    default:
      return explainAtom(token, place);
  }
}

function explainUuid(token: Token, place: Place): Explanation {
  const text = textOf(token, token.leaf).replaceAll('"', '');
  const isOwn = place.column === '_uuid' || place.column === undefined;
  const to = isOwn ? place.table : referenceOf(place);
  const known = uuidText(token.context, text);
  return about(
    token,
    token.leaf,
    text,
    isOwn
      ? [
          'The UUID of this row',
          ...(to === undefined || to === '' ? [] : [' of ', { code: to }]),
          ': others refer to it by this.',
        ]
      : [
          'A row ',
          ...(to === undefined
            ? ['of the same database, by its UUID.']
            : ['of ', { code: to }, ', by its UUID.']),
        ],
    [
      ...(known.length === 0 ? [] : [part('that is', known)]),
      ...(isOwn && to === 'Logical_Flow'
        ? [part('cookie', [{ code: `0x${text.slice(0, 8).replace(/^0+/, '')}` }, ' in OpenFlow'])]
        : []),
      ...placeParts(place),
    ],
  );
}

function explainKey(token: Token, place: Place): Explanation {
  const key = textOf(token, token.leaf);
  return about(token, token.leaf, key, keyText(place, key), [...valuePart(token), ...placeParts(place)]);
}

function keyText(place: Place, key: string): readonly Inline[] {
  const bare = unquoted(key);
  const known = place.column === undefined ? undefined : mapKeyText(place.table, place.column, bare);
  if (known !== undefined) return [known];
  const zone = /^ct-zone-(.+?)(_dnat|_snat)?$/.exec(bare);
  if (zone !== null)
    return [
      'The conntrack zone of ',
      { code: zone[1] ?? '' },
      zone[2] === undefined ? '' : zone[2] === '_dnat' ? ' for destination NAT' : ' for source NAT',
      ' on this host.',
    ];
  if (bare.startsWith('ovn-chassis-idx-'))
    return ['The number that this host’s tunnels to that chassis have in their names.'];
  if (/^rx_|^tx_/.test(bare))
    return [bare.startsWith('rx') ? 'A counter of what came in.' : 'A counter of what went out.'];
  const column =
    place.column === undefined ? undefined : columnText(place.database, place.table, place.column);
  return column === undefined
    ? ['A key of this map.']
    : [`A key of ${place.column ?? 'this map'}: `, column.charAt(0).toLowerCase() + column.slice(1)];
}

/** What stands behind a key. */
function valuePart(token: Token): readonly ExplanationPart[] {
  const { tree, leaf } = token;
  const value = leaf + 1;
  return value < tree.nNodes && tree.kind(value) < NodeKind.row
    ? [part('here', [{ code: textOf(token, value) }])]
    : [];
}

function explainAtom(token: Token, place: Place): Explanation {
  const { leaf } = token;
  const text = textOf(token, leaf);
  const bare = unquoted(text);
  const key = keyBefore(token);
  const meaning =
    key !== undefined
      ? keyText(place, key)
      : [
          place.column === undefined
            ? 'A value of the row.'
            : (columnText(place.database, place.table, place.column) ?? `A value of ${place.column}.`),
        ];
  return about(
    token,
    leaf,
    key === undefined ? [{ code: text }] : [{ code: unquoted(key) }, ' ', { code: text }],
    meaning,
    [...atomParts(bare, key === undefined ? place.column : unquoted(key)), ...placeParts(place)],
  );
}

/** Without the quotation marks around it: of CSV there are two on each side. */
function unquoted(text: string): string {
  return text.replace(/^"+|"+$/g, '');
}

/** The key of the pair that the leaf is the value of. */
function keyBefore(token: Token): string | undefined {
  const { tree, leaf, path } = token;
  const pair = path.at(-2);
  if (pair === undefined) return undefined;
  if (tree.kind(pair) === NodeKind.attribute)
    return leaf === pair + 2 && tree.kind(pair + 1) === NodeKind.attributeName
      ? textOf(token, pair + 1)
      : undefined;
  return jsonKey(token);
}

/** In `["map",[["key","value"],…]]`. */
function jsonKey(token: Token): string | undefined {
  const { tree, path } = token;
  const [map, pairs, pair, value] = path.slice(-5);
  if (map === undefined || pairs === undefined || pair === undefined || value === undefined) return undefined;
  const [tag, list] = tree.children(map);
  const [key, second] = tree.children(pair);
  const isPair = list === pairs && second === value && tag !== undefined && textOf(token, tag) === '"map"';
  return isPair && key !== undefined ? textOf(token, key) : undefined;
}

/** What a value is beyond its letters: a number's other spelling, a time, a list of chassis, an address. */
function atomParts(text: string, of: string | undefined): readonly ExplanationPart[] {
  if (/^-?\d+$/.test(text)) {
    const number = BigInt(text);
    if (/(?:timestamp|-ts|_ts)$/.test(of ?? '') && number > 1_000_000_000_000n)
      return [part('that is', [{ code: dateText(number) }])];
    return number > 9n ? [part('value', spellings(number))] : [];
  }
  if (of === 'requested-chassis') {
    const [main = '', ...others] = text.split(',').map((each) => each.trim());
    return [
      part('main', [{ code: main }]),
      ...(others.length === 0
        ? []
        : [part('additional', [{ code: others.join(', ') }, ': a live migration'])]),
    ];
  }
  if (/^(?:[0-9a-f]{2}:){5}[0-9a-f]{2}$/i.test(text)) {
    const kind = macKind(BigInt(`0x${text.replaceAll(':', '')}`));
    return kind === undefined ? [] : [part('MAC', kind)];
  }
  const word = of === undefined ? undefined : words[of]?.[text];
  if (word !== undefined) return [part('that is', word)];
  return text === 'true' || text === 'false' ? [part('that is', text === 'true' ? 'yes' : 'no')] : [];
}

/** Values of a few columns whose words are OVN's own. */
const words: { readonly [column: string]: { readonly [value: string]: string | undefined } | undefined } = {
  type: {
    router: 'the port of a switch that is wired to a router',
    patch: 'one end of the wire between a switch and a router',
    localnet: 'the physical network',
    localport: 'a port that every chassis has for itself, such as that of a metadata agent',
    chassisredirect: 'stands for a distributed gateway port on the chassis that hosts it',
    l3gateway: 'the port of a gateway router, on one chassis',
    l2gateway: 'a gateway to a physical network, on one chassis',
    vtep: 'a VTEP gateway',
    external: 'a port that no chassis hosts itself, such as one of SR-IOV',
    virtual: 'an address that moves between ports',
    remote: 'a port of another availability zone',
    geneve: 'a Geneve tunnel',
    vxlan: 'a VXLAN tunnel',
    internal: 'a device that the switch has made in Linux',
    snat: 'the source of what goes out is translated',
    dnat: 'the destination of what comes in is translated',
    dnat_and_snat: 'both ways are translated: a floating address',
  },
  'activation-strategy': {
    rarp: 'the port opens when a RARP of the guest is seen',
    garp: 'the port opens when a gratuitous ARP of the guest is seen',
    na: 'the port opens when an unasked neighbor advertisement of the guest is seen',
    'rarp,garp,na': 'the port opens with whichever announcement of the guest comes first',
  },
  fail_mode: {
    secure: 'without a controller the rows stay as they are',
    standalone: 'without a controller the bridge learns MACs like an ordinary switch',
  },
};

function placeParts(place: Place): readonly ExplanationPart[] {
  const text = placeText(place);
  return text === '' ? [] : [part('in', [{ code: text }])];
}

function referenceOf({ database, table, column }: Place): string | undefined {
  if (table === undefined || column === undefined) return undefined;
  for (const each of database === undefined ? databases : [database]) {
    const found = referencedTable(each, table, column);
    if (found !== undefined) return found;
  }
  return undefined;
}

const databases = ['OVN_Southbound', 'OVN_Northbound', 'Open_vSwitch'];

function dateText(milliseconds: bigint): string {
  const number = Number(milliseconds);
  return Math.abs(number) > 8.64e15 ? '' : new Date(number).toISOString();
}
