import { decodeText, encodeText } from '../../../server/core/text/bytes.ts';
import { NodeKind } from '../../../server/core/syntax/nodeKind.ts';
import type { RowParser } from '../../../server/core/syntax/rowSyntax.ts';
import type { SyntaxProblem } from '../../../server/core/syntax/syntaxProblem.ts';
import { Tree } from '../../../server/core/syntax/tree.ts';
import { faultsOf } from '../openflow/treeChecks.ts';

const nameOf = new Map<number, string>(Object.entries(NodeKind).map(([name, kind]) => [kind, name]));

export interface ReadLine {
  readonly tree: Tree;
  readonly problems: readonly SyntaxProblem[];
  /** The value of the root: what the line is. */
  readonly kind: number;
  /** `kind:text` of each leaf, in order. */
  readonly leaves: readonly string[];
}

/** Separators that OVN's language has beside OpenFlow's; its lexer passes every white space. */
export const ovnSeparators = ';{}\v\f';

export function readLine(parse: RowParser, line: string): ReadLine {
  const bytes = encodeText(line);
  const tree = new Tree();
  const problems: SyntaxProblem[] = [];
  parse(bytes, 0, bytes.length, tree, problems);
  const leaves: string[] = [];
  for (let node = 1; node < tree.nNodes; node++) {
    if (tree.kind(node) < 32)
      leaves.push(`${nameOf.get(tree.kind(node))}:${decodeText(bytes, tree.start(node), tree.end(node))}`);
  }
  return { tree, problems, kind: tree.value(0), leaves };
}

/** What is unknown, problematic or out of place in each line of a text. */
export function faultsOfText(parse: RowParser, text: string): string[] {
  return text.split('\n').flatMap((line) => {
    const { tree, problems } = readLine(parse, line);
    const faults = [
      ...faultsOf(tree, encodeText(line), ovnSeparators),
      ...problems.map(({ message }) => message),
    ];
    for (let node = 0; node < tree.nNodes; node++) {
      if (tree.kind(node) === NodeKind.unknown) faults.push('unknown');
    }
    return faults.length === 0 ? [] : [`${faults.join('; ')}: ${line}`];
  });
}
