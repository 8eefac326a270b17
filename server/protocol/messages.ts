import type { RoleId } from '../core/roles/role.ts';

/**
 * Messages between the extension and the language server beyond LSP. All are plain JSON. Positions count as LSP does:
 * lines from 0, characters in UTF-16 units.
 */

export interface TextPosition {
  readonly line: number;
  readonly character: number;
}

/** A row with a role. */
export interface RoleMark {
  readonly line: number;
  readonly role: RoleId;
  /** One plain sentence for the gutter's and the list's reader. */
  readonly title: string;
}

/** Notification, server → client: what is known of an open dump. Sent after each analysis of a version. */
export const dumpInfoNotification = 'ovnLens/dumpInfo';
export interface DumpInfo {
  readonly uri: string;
  readonly version: number;
  readonly nRows: number;
  /** `23.03`, or undefined when the dump does not show it and none is set. */
  readonly release: string | undefined;
  /** Why that release: inferred from what, or set by the user. For the status item's tooltip. */
  readonly releaseReason: string;
  /** Whether it is of a bridge such as br-ex, where OVN's tables mean nothing. */
  readonly isOrdinarySwitch: boolean;
  /** Name of the chassis when it is known. */
  readonly chassis: string | undefined;
  readonly roles: readonly RoleMark[];
  /** What is off and why, for a dump too big for it; empty otherwise. */
  readonly limits: readonly string[];
}

/** Notification, server → client: a handler failed. Shown in the status item, details in the log. */
export const failureNotification = 'ovnLens/failure';
export interface Failure {
  readonly method: string;
  readonly message: string;
}

/** A text that is no document of the editor, such as the flows of a replay's instant. */
export interface LooseText {
  readonly languageId: string;
  readonly text: string;
  /** A release such as `23.03`, where the text's owner knows it. */
  readonly release: string | undefined;
}

/** Request, client → server: Markdown of the hover at a position of a loose text, or null. */
export const hoverTextRequest = 'ovnLens/hoverText';
export interface HoverTextParams extends LooseText {
  readonly position: TextPosition;
}
export interface HoverTextResult {
  readonly markdown: string;
  readonly start: TextPosition;
  readonly end: TextPosition;
}

/** Request, client → server: roles in a loose text. */
export const rolesOfTextRequest = 'ovnLens/rolesOfText';
export interface RolesOfTextResult {
  readonly roles: readonly RoleMark[];
}

/** Request, client → server: the presets that can be simulated. */
export const presetsRequest = 'ovnLens/presets';
export interface PresetInfo {
  readonly id: string;
  readonly title: string;
  readonly description: string;
}

/** Request, client → server: simulate a preset. Answers a `Timeline` of `core/migration`. */
export const simulateRequest = 'ovnLens/simulate';
export interface SimulateParams {
  readonly preset: string;
  readonly seed: number;
}

/** Request, client → server: the flows of one chassis at one instant of a simulated timeline. */
export const flowsAtRequest = 'ovnLens/flowsAt';
export interface FlowsAtParams extends SimulateParams {
  readonly chassis: string;
  /** Microseconds from the start of the scenario. */
  readonly time: number;
}
export interface FlowsAtResult {
  readonly text: string;
  readonly release: string;
  /** A key for each line of `text` that stays the same as long as it is the same flow; empty for lines that are no flow. */
  readonly keys: readonly string[];
}

/** Request, client → server: which dump of a folder is of which chassis and moment. All names are data: to be shown as text. */
export const captureRequest = 'ovnLens/capture';
export interface CaptureParams {
  /** A path of the machine that the server runs on. */
  readonly folder: string;
}
export interface CaptureResult {
  readonly moments: readonly CaptureMomentInfo[];
  /** Files that are no part of it. Paths are relative to the folder, with `/`. */
  readonly others: readonly string[];
}
export interface CaptureMomentInfo {
  /** Empty when there is only one. */
  readonly name: string;
  readonly central: readonly CapturePartInfo[];
  readonly chassis: readonly CaptureChassisInfo[];
  readonly missing: readonly MissingPartInfo[];
}
export interface CaptureChassisInfo {
  /** Empty for dumps of a host that nothing names. */
  readonly name: string;
  readonly hostname?: string | undefined;
  readonly encaps: readonly string[];
  /** Whether the southbound database of the moment has it. */
  readonly isRegistered: boolean;
  readonly parts: readonly CapturePartInfo[];
}
export interface CapturePartInfo {
  readonly path: string;
  readonly size: number;
  readonly kind: string;
  readonly bridge?: string | undefined;
  readonly database?: string | undefined;
  readonly table?: string | undefined;
  readonly isCompressed: boolean;
}
export interface MissingPartInfo {
  readonly chassis?: string | undefined;
  readonly what: string;
  readonly why: string;
  /** How to get it. */
  readonly command: string;
}

/** Request, client → server: the datapaths and ports of a folder that was asked for before. All names are data. */
export const captureNamesRequest = 'ovnLens/captureNames';
export interface CaptureNamesResult {
  /** In the order of the capture's moments. */
  readonly moments: readonly MomentNames[];
}
export interface MomentNames {
  readonly datapaths: readonly DatapathInfo[];
  /** Ports that are left out, since nobody reads on. */
  readonly nLeftOut: number;
}
export interface DatapathInfo extends PlacedName {
  readonly kind: 'switch' | 'router' | undefined;
  readonly ports: readonly PortInfo[];
}
export interface PortInfo extends PlacedName {
  /** Empty for a VIF. */
  readonly type: string;
  /** The chassis that has bound it. */
  readonly chassis: string | undefined;
}
/** A row of the southbound database. */
export interface PlacedName {
  readonly name: string;
  readonly key: number;
  /** Relative to the folder. */
  readonly path: string;
  readonly line: number;
}

/** Request, client → server: how much rows of an open dump have counted; null when it is not open. */
export const heatRequest = 'ovnLens/heat';
export interface HeatParams {
  readonly uri: string;
  /** Lines `[first, end)`, what is on screen. */
  readonly first: number;
  readonly end: number;
}
export interface HeatResult {
  /** Of each line: -1 for none, 0 for a flow that no packet took, 1 (few packets) to 4 (most). */
  readonly levels: readonly number[];
  /** The highest level of each piece of the dump, all of `size` lines. */
  readonly overview: readonly number[];
  readonly size: number;
}

/** Request, client → server: the report on migrating ports of the capture around a document, or of a folder. */
export const portReportRequest = 'ovnLens/portReport';
export interface PortReportParams {
  /** Of an open document; else a folder of the machine that the server runs on. */
  readonly uri: string | undefined;
  readonly folder: string | undefined;
}
export interface PortReportResult {
  /** Lines of plain text. Names in it come from the files. */
  readonly text: string;
}

/** Request, client → server: what is different in two files, captures, moments or chassis. */
export const compareRequest = 'ovnLens/compare';
export interface CompareParams {
  /** Told again in each progress notification. */
  readonly id: number;
  readonly before: CompareSideParams;
  readonly after: CompareSideParams;
}
export interface CompareSideParams {
  /** A file or a folder of the machine that the server runs on. */
  readonly path: string;
  /** Of a folder with several moments. */
  readonly moment?: string | undefined;
  readonly chassis?: string | undefined;
}
/** All texts and names are data of the files: to be shown as text. */
export interface CompareResult {
  /** What tells the two apart: `p1`, `p2`. */
  readonly before: string;
  readonly after: string;
  readonly nRows: number;
  readonly groups: readonly CompareGroupInfo[];
  /** What only one of the two has, so that nothing is said about it. */
  readonly notes: readonly string[];
}
export interface CompareGroupInfo {
  /** `port vm` */
  readonly subject: string;
  /** `clone to hv2 added on hv3` */
  readonly what: string;
  readonly changes: readonly CompareChangeInfo[];
}
export interface CompareChangeInfo {
  readonly where: string;
  readonly kind: 'added' | 'removed' | 'changed';
  readonly before?: ComparedTextInfo | undefined;
  readonly after?: ComparedTextInfo | undefined;
  /** Of the texts; none for a row of a database, whose columns stand one a line. */
  readonly languageId?: string | undefined;
}
export interface ComparedTextInfo {
  readonly text: string;
  readonly path: string;
  readonly line: number;
}

/** Notification, server → client: what a comparison has come to. */
export const compareProgressNotification = 'ovnLens/compareProgress';
export interface CompareProgress {
  readonly id: number;
  readonly message: string;
}
