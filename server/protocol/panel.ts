import type {
  FlowsAtParams,
  FlowsAtResult,
  HoverTextParams,
  HoverTextResult,
  LooseText,
  PresetInfo,
  RolesOfTextResult,
  SimulateParams,
} from './messages.ts';

/**
 * Messages between the extension and the replay panel. The panel asks, the extension answers by way of the language
 * server; every request gets an answer or an error. See `rpc.ts`.
 */
export interface PanelRequests {
  readonly presets: { readonly params: Record<string, never>; readonly result: readonly PresetInfo[] };
  /** The result is a `Timeline` of `core/migration/timeline.ts`. */
  readonly simulate: { readonly params: SimulateParams; readonly result: unknown };
  readonly flowsAt: { readonly params: FlowsAtParams; readonly result: FlowsAtResult };
  readonly hover: { readonly params: HoverTextParams; readonly result: HoverTextResult | null };
  readonly roles: { readonly params: LooseText; readonly result: RolesOfTextResult };
}

/** What the panel keeps over a reload of the window (`vscode.setState`, panel serializer). */
export interface PanelState {
  readonly version: 1;
  readonly preset: string;
  readonly seed: number;
  readonly chassis: string;
  /** Microseconds. */
  readonly time: number;
}
