import { databaseOfTables } from '../facts/databases.ts';
import { NodeKind } from '../syntax/nodeKind.ts';
import { LogRowKind } from '../syntax/ovsdb/parseLogRow.ts';
import { explainColumn, explainLeaf, explainTable, type Place } from './databaseValue.ts';
import type { Explanation } from './explanation.ts';
import { uuidText } from './names.ts';
import { tableText } from './prose/columns.ts';
import { logWordProse, schemaWordProse } from './prose/databaseLog.ts';
import { proseOf } from './prose/prose.ts';
import { about, part, textOf, type Token, aboutUnknown, isLeaf } from './token.ts';
import { spellings } from './values.ts';

/** A token of a database file: of a record's header, of the schema, of a transaction. */
export function explainLogToken(token: Token): Explanation | undefined {
  if (!isLeaf(token)) return undefined;
  const { tree, leaf } = token;
  if (tree.kind(leaf) === NodeKind.unknown)
    return aboutUnknown(token, leaf, 'No database file has this here; see the problem that is marked.');
  return tree.value(0) === LogRowKind.header ? explainHeader(token) : explainRecord(token);
}

function explainHeader(token: Token): Explanation {
  const { tree, leaf } = token;
  switch (tree.kind(leaf)) {
    case NodeKind.number:
      return about(token, leaf, textOf(token, leaf), 'Bytes of the record that follows.', [
        part('value', spellings(tree.number(leaf))),
      ]);
    case NodeKind.hexBytes:
      return about(
        token,
        leaf,
        'SHA-1',
        'The digest of the record that follows: a record that does not have it is damaged.',
      );
    default: {
      const text = textOf(token, leaf);
      return about(token, leaf, text, proseOf(logWordProse, text) ?? 'A word of the record’s header.');
    }
  }
}

/** The names of the members around the token, the outermost first, without quotation marks. */
function namesAround({ path, tree }: Token, read: (node: number) => string): readonly string[] {
  return path
    .filter((node) => tree.kind(node) === NodeKind.attribute)
    .map((node) => read(node + 1).replace(/^"|"$/g, ''));
}

function explainRecord(token: Token): Explanation | undefined {
  const { tree, leaf, path } = token;
  const names = namesAround(token, (node) => textOf(token, node));
  const isName = path.at(-2) !== undefined && tree.kind(path.at(-2) as number) === NodeKind.attribute;
  const text = textOf(token, leaf);
  const bare = text.replace(/^"|"$/g, '');
  // The entries of a cluster's log have schema and transaction in `data` or `prev_data`.
  const inner = names[0] === 'data' || names[0] === 'prev_data' ? names.slice(1) : names;
  if (inner.includes('tables') || inner[0] === 'cksum' || inner[0] === 'version')
    return explainSchema(token, inner, bare, isName);
  const [table, uuid, column] = inner;
  const tag = !isName ? proseOf(tagProse, bare) : undefined;
  if (tag !== undefined && isTag(token)) return about(token, leaf, text, tag);
  if (table === undefined || inner.length < 1) return word(token, text, bare);
  if (/^[_a-z]/.test(table)) return member(token, table, isName);
  const database = databaseOfTables([table]);
  const place: Place = { database, table, column };
  if (inner.length === 1 && isName) return explainTable(token, leaf, place);
  if (uuid !== undefined && inner.length === 2) return explainRowName(token, place, bare, isName);
  if (inner.length === 3 && isName) return explainColumn(token, leaf, place);
  return explainLeaf(token, place);
}

/** Words that tell what kind of value follows them. */
const tagProse: Readonly<Record<string, string>> = {
  uuid: 'A reference to a row follows.',
  'named-uuid': 'A reference to a row of the same transaction follows.',
  set: 'Several values follow.',
  map: 'Pairs of key and value follow.',
};

/** Whether the token is the first of an array. */
function isTag({ tree, path }: Token): boolean {
  const value = path.at(-2) ?? -1;
  const list = path.at(-3) ?? -1;
  return value !== -1 && list !== -1 && tree.kind(list) === NodeKind.value && list + 1 === value;
}

function explainRowName(token: Token, { table }: Place, bare: string, isName: boolean): Explanation {
  const known = uuidText(token.context, bare);
  if (!isName)
    return about(
      token,
      token.leaf,
      bare,
      bare === 'null' ? 'The transaction deletes this row.' : 'What becomes of the row.',
    );
  return about(
    token,
    token.leaf,
    bare,
    ['A row of ', { code: table ?? '' }, ' that this transaction adds, changes or, with null, deletes.'],
    [
      ...(known.length === 0 ? [] : [part('that is', known)]),
      ...(table === undefined || tableText(undefined, table) === undefined
        ? []
        : [part([{ code: table }], tableText(undefined, table) ?? '')]),
    ],
  );
}

/** `_date`, `_comment`, and members of the log of a cluster. */
function member(token: Token, name: string, isName: boolean): Explanation {
  const text = textOf(token, token.leaf);
  const meaning = proseOf(logWordProse, name) ?? 'A member of the record.';
  const isDate = name === '_date' && /^\d{12,14}$/.test(text);
  return about(token, token.leaf, isName ? name : text, meaning, [
    ...(isName ? [] : [part('of', [{ code: name }])]),
    ...(isDate ? [part('that is', [{ code: new Date(Number(text)).toISOString() }])] : []),
  ]);
}

function word(token: Token, text: string, bare: string): Explanation {
  return about(token, token.leaf, text, proseOf(logWordProse, bare) ?? 'A value of the record.');
}

function explainSchema(token: Token, names: readonly string[], bare: string, isName: boolean): Explanation {
  const [, table, section, column] = names;
  const { leaf } = token;
  const database = table === undefined ? undefined : databaseOfTables([table]);
  if (names.length === 2 && isName && table !== undefined)
    return explainTable(token, leaf, { database, table, column: undefined });
  if (section === 'columns' && names.length === 4 && isName && column !== undefined)
    return explainColumn(token, leaf, { database, table, column });
  const last = names.at(-1) ?? '';
  const of = [table, column].filter((each) => each !== undefined).join('.');
  return about(
    token,
    leaf,
    isName ? bare : textOf(token, leaf),
    proseOf(schemaWordProse, isName ? bare : last) ??
      proseOf(schemaWordProse, bare) ??
      'A part of the schema.',
    [
      ...(isName || last === '' ? [] : [part('of', [{ code: last }])]),
      ...(of === '' ? [] : [part('in', [{ code: of }])]),
    ],
  );
}

/** A line of the file as a whole. */
export function explainLogRow(token: Token): Explanation | undefined {
  if (token.tree.nNodes < 2) return undefined;
  const { tree, bytes } = token;
  const span = { start: 0, end: bytes.length };
  if (tree.value(0) === LogRowKind.header)
    return {
      span,
      title: ['Header'],
      summary: ['The size and the digest of the record on the next line.'],
      parts: [],
      notes: [],
    };
  if (tree.value(0) !== LogRowKind.record) return undefined;
  const members = tree
    .children(1)
    .filter((node) => tree.kind(node) === NodeKind.attribute)
    .slice(0, maxMembers);
  return {
    span,
    title: ['Record'],
    summary: ['A record of the database file: the schema, or a transaction with the rows that it wrote.'],
    parts: members.map((node) => {
      const name = textOf(token, node + 1).replace(/^"|"$/g, '');
      const value = textOf(token, node + 2);
      const shown = value.length > maxValue ? `${value.slice(0, maxValue)}…` : value;
      return part([{ code: name }], tableText(undefined, name) ?? [{ code: shown }]);
    }),
    notes: [],
  };
}

const maxMembers = 16;
const maxValue = 80;
