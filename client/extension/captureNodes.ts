import type {
  CaptureChassisInfo,
  CaptureMomentInfo,
  CaptureNamesResult,
  CapturePartInfo,
  CaptureResult,
  DatapathInfo,
  MissingPartInfo,
  MomentNames,
  PortInfo,
} from '../../server/protocol/messages.ts';
import { plainText } from '../../server/protocol/plainText.ts';

/** A moment of the capture, as a whole or one chassis of it. Names are as the files have them. */
export interface CaptureSide {
  readonly moment: string;
  readonly chassis?: string | undefined;
}

/** One line of the view «Capture», as data. */
export interface CaptureNode {
  readonly id: string;
  readonly label: string;
  readonly description: string;
  readonly tooltip: string;
  /** The name of a codicon. */
  readonly icon: string;
  readonly isOpen: boolean;
  /** The file that it opens, relative to the folder. */
  readonly path: string | undefined;
  /** From 0; undefined for the file as a whole. */
  readonly line: number | undefined;
  /** What it can be compared as. */
  readonly side: CaptureSide | undefined;
  readonly children: readonly CaptureNode[];
}

/** What is wrong in a file, as the editor has it. */
export interface FileProblems {
  /** Relative to the folder. */
  readonly path: string;
  /** In order of their lines. */
  readonly problems: readonly {
    readonly line: number;
    readonly message: string;
    readonly code: string;
    readonly severity: 'error' | 'warning' | 'information';
  }[];
}

/**
 * The tree of a capture: moment › databases, datapaths, chassis › dumps, problems, what is missing. A single moment has
 * no line of its own. Names come later than the files, problems come and go.
 */
export function captureNodes(
  { moments }: CaptureResult,
  names: CaptureNamesResult = { moments: [] },
  problems: readonly FileProblems[] = [],
): readonly CaptureNode[] {
  const [only] = moments;
  if (moments.length === 1 && only !== undefined) return nodesOf(only, names.moments[0], problems, '');
  return moments.map((moment, idx) =>
    node({
      id: `moment/${moment.name}`,
      label: moment.name,
      description: counted(moment.chassis.length, 'chassis', 'chassis'),
      icon: 'history',
      side: { moment: moment.name },
      children: nodesOf(moment, names.moments[idx], problems, `${moment.name}/`),
    }),
  );
}

function nodesOf(
  { name, central, chassis, missing }: CaptureMomentInfo,
  names: MomentNames | undefined,
  problems: readonly FileProblems[],
  scope: string,
): readonly CaptureNode[] {
  const nodes: CaptureNode[] = [];
  if (central.length > 0) {
    nodes.push(
      node({
        id: `${scope}central`,
        label: 'Databases and logical flows',
        description: counted(central.length, 'file', 'files'),
        icon: 'database',
        children: central.map((part) => partNode(part, `${scope}central/`)),
      }),
    );
  }
  if (names !== undefined && names.datapaths.length > 0) nodes.push(datapathsNode(names, scope));
  nodes.push(...chassis.map((each) => chassisNode(each, name, scope)));
  const own = new Set([...central, ...chassis.flatMap(({ parts }) => parts)].map(({ path }) => path));
  const found = problems.filter(({ path }) => own.has(path));
  if (found.length > 0) nodes.push(problemsNode(found, scope));
  if (missing.length > 0) {
    nodes.push(
      node({
        id: `${scope}missing`,
        label: 'Missing',
        description: String(missing.length),
        icon: 'warning',
        isOpen: true,
        children: missing.map((part, idx) => missingNode(part, `${scope}missing/${idx}`)),
      }),
    );
  }
  return nodes;
}

function chassisNode(
  { name, hostname, encaps, isRegistered, parts }: CaptureChassisInfo,
  moment: string,
  scope: string,
): CaptureNode {
  const details = [hostname === name ? undefined : hostname, ...encaps].filter((each) => each !== undefined);
  return node({
    id: `${scope}chassis/${name}`,
    label: name === '' ? 'A host without a name' : name,
    description: details.join(', '),
    tooltip: isRegistered ? '' : 'The southbound database does not have this host',
    icon: 'server',
    side: name === '' || parts.length === 0 ? undefined : { moment, chassis: name },
    isOpen: parts.length > 0,
    children: parts.map((part) => partNode(part, `${scope}chassis/${name}/`)),
  });
}

const icons: Readonly<Record<string, string>> = {
  flows: 'list-flat',
  groups: 'group-by-ref-type',
  meters: 'dashboard',
  ports: 'plug',
  fdb: 'symbol-key',
  'datapath-flows': 'zap',
  conntrack: 'link',
  zones: 'symbol-number',
  bindings: 'plug',
  database: 'database',
  'logical-flows': 'list-tree',
  trace: 'debug-step-over',
  log: 'output',
};

function partNode(
  { path, kind, bridge, database, table, isCompressed }: CapturePartInfo,
  scope: string,
): CaptureNode {
  const words = [kind, bridge, database, table, isCompressed ? 'compressed' : undefined];
  return node({
    id: `${scope}${path}`,
    label: path.slice(path.lastIndexOf('/') + 1),
    description: words.filter((word) => word !== undefined).join(' '),
    tooltip: path,
    icon: icons[kind] ?? 'file',
    path,
  });
}

function datapathsNode({ datapaths, nLeftOut }: MomentNames, scope: string): CaptureNode {
  return node({
    id: `${scope}datapaths`,
    label: 'Datapaths and ports',
    description: counted(datapaths.length, 'datapath', 'datapaths'),
    tooltip: nLeftOut === 0 ? '' : `${counted(nLeftOut, 'port is', 'ports are')} not shown`,
    icon: 'type-hierarchy',
    children: datapaths.map((each) => datapathNode(each, `${scope}datapaths/`)),
  });
}

function datapathNode({ name, key, kind, path, line, ports }: DatapathInfo, scope: string): CaptureNode {
  const id = `${scope}${key}/`;
  return node({
    id,
    label: name,
    description: [kind, `key ${key}`, counted(ports.length, 'port', 'ports')]
      .filter((word) => word !== undefined)
      .join(', '),
    icon: kind === 'router' ? 'git-compare' : 'layers',
    path,
    line,
    children: ports.map((port, idx) => portNode(port, `${id}${idx}`)),
  });
}

function portNode({ name, key, type, chassis, path, line }: PortInfo, id: string): CaptureNode {
  const words = [`key ${key}`, type, chassis === undefined ? '' : `on ${chassis}`];
  return node({
    id,
    label: name,
    description: words.filter((word) => word !== '').join(', '),
    icon: 'plug',
    path,
    line,
  });
}

function problemsNode(files: readonly FileProblems[], scope: string): CaptureNode {
  const count = files.reduce((sum, { problems }) => sum + problems.length, 0);
  return node({
    id: `${scope}problems`,
    label: 'Problems',
    description: String(count),
    icon: 'issues',
    children: files.map(({ path, problems }) =>
      node({
        id: `${scope}problems/${path}`,
        label: path,
        description: String(problems.length),
        icon: 'file',
        path,
        children: problems.map(({ line, message, code, severity }, idx) =>
          node({
            id: `${scope}problems/${path}/${idx}`,
            label: message,
            description: [code, `line ${line + 1}`].filter((word) => word !== '').join(', '),
            tooltip: message,
            icon: severity === 'information' ? 'info' : severity,
            path,
            line,
          }),
        ),
      }),
    ),
  });
}

function missingNode({ chassis, what, why, command }: MissingPartInfo, id: string): CaptureNode {
  return node({
    id,
    label: chassis === undefined ? what : `${chassis}: ${what}`,
    description: command,
    tooltip: `${why}. Get it with: ${command}`,
    icon: 'question',
  });
}

type Draft = Pick<CaptureNode, 'id' | 'label' | 'icon'> & Partial<CaptureNode>;

/** Names come from files: what a terminal would obey, or what turns the reading around, is shown as a replacement. */
function node(draft: Draft): CaptureNode {
  const {
    id,
    label,
    icon,
    description = '',
    tooltip = '',
    isOpen = false,
    path,
    line,
    side,
    children = [],
  } = draft;
  return {
    id,
    label: plainText(label),
    description: plainText(description),
    tooltip: plainText(tooltip),
    icon,
    isOpen,
    path,
    line,
    side,
    children,
  };
}

function counted(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}
