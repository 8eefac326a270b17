/** Ids that the manifest, the extension and the server share; a test compares them with `package.json`. */

export { dialects as languageIds } from '../core/syntax/dialect.ts';

export const commands = {
  replayMigration: 'ovnLens.replayMigration',
  listRoles: 'ovnLens.listRoles',
  selectRelease: 'ovnLens.selectRelease',
  restartServer: 'ovnLens.restartServer',
  showLog: 'ovnLens.showLog',
  showCapture: 'ovnLens.showCapture',
  /** Of a code lens; not in the palette. */
  showReferences: 'ovnLens.showReferences',
  /** Of a code action; not in the palette. */
  copyCommand: 'ovnLens.copyCommand',
  toggleHeat: 'ovnLens.toggleHeat',
  toggleUnused: 'ovnLens.toggleUnused',
  explainPorts: 'ovnLens.explainPorts',
  compare: 'ovnLens.compare',
  /** Of two files or folders in the explorer; not in the palette. */
  compareSelected: 'ovnLens.compareSelected',
  /** Of moments or chassis in the view «Capture»; not in the palette. */
  compareMoments: 'ovnLens.compareMoments',
  /** Of an entry of the view «Comparison»; not in the palette. */
  showDifference: 'ovnLens.showDifference',
} as const;

export type CommandId = (typeof commands)[keyof typeof commands];

/** Keys below the section `ovnLens`. */
export const settings = {
  release: 'release',
  roleDecorations: 'roles.decorations',
  codeLens: 'codeLens',
  inlayHints: 'inlayHints',
  checks: 'checks',
  traceServer: 'trace.server',
} as const;

export const settingsSection = 'ovnLens';

export const replayViewType = 'ovnLens.replay';

export const captureViewId = 'ovnLens.capture';

export const comparisonViewId = 'ovnLens.comparison';

/** The theme colour of a role; see `contributes.colors`. */
export const roleColors = {
  clone: 'ovnLens.role.clone',
  'tunnel-enforcement': 'ovnLens.role.tunnel',
  'activation-block': 'ovnLens.role.block',
  'activation-trigger': 'ovnLens.role.trigger',
  'path-mtu': 'ovnLens.role.pathMtu',
} as const;

/** Theme colours of rows by what they have counted, from few packets to most; see `contributes.colors`. */
export const heatColors = ['ovnLens.heat.1', 'ovnLens.heat.2', 'ovnLens.heat.3', 'ovnLens.heat.4'] as const;
