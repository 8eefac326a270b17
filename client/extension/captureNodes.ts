import type {
  CaptureChassisInfo,
  CaptureMomentInfo,
  CapturePartInfo,
  CaptureResult,
  MissingPartInfo,
} from '../../server/protocol/messages.ts';

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
  readonly children: readonly CaptureNode[];
}

/** The tree of a capture: moment › databases, chassis › dumps, what is missing. A single moment has no line of its own. */
export function captureNodes({ moments }: CaptureResult): readonly CaptureNode[] {
  const [only] = moments;
  if (moments.length === 1 && only !== undefined) return nodesOf(only, '');
  return moments.map((moment) =>
    node({
      id: `moment/${moment.name}`,
      label: moment.name,
      description: counted(moment.chassis.length, 'chassis', 'chassis'),
      icon: 'history',
      children: nodesOf(moment, `${moment.name}/`),
    }),
  );
}

function nodesOf({ central, chassis, missing }: CaptureMomentInfo, scope: string): readonly CaptureNode[] {
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
  nodes.push(...chassis.map((each) => chassisNode(each, scope)));
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
  scope: string,
): CaptureNode {
  const details = [hostname === name ? undefined : hostname, ...encaps].filter((each) => each !== undefined);
  return node({
    id: `${scope}chassis/${name}`,
    label: name === '' ? 'A host without a name' : name,
    description: details.join(', '),
    tooltip: isRegistered ? '' : 'The southbound database does not have this host',
    icon: 'server',
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
  const { id, label, icon, description = '', tooltip = '', isOpen = false, path, children = [] } = draft;
  return {
    id,
    label: plain(label),
    description: plain(description),
    tooltip: plain(tooltip),
    icon,
    isOpen,
    path,
    children,
  };
}

function plain(text: string): string {
  return text.replace(/[\u0000-\u001F\u007F-\u009F\u200E\u200F\u202A-\u202E\u2066-\u2069]/g, '\uFFFD');
}

function counted(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}
