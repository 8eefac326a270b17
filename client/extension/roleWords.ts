import type { RoleId } from '../../server/core/roles/role.ts';

/** The word and the codicon that stand beside a role's colour: a role is never told by colour alone. */
export const roleWords: Readonly<Record<RoleId, { readonly word: string; readonly icon: string }>> = {
  clone: { word: 'Clone to hosts', icon: 'copy' },
  'tunnel-enforcement': { word: 'Forced tunnel', icon: 'arrow-right' },
  'activation-block': { word: 'Blocked until active', icon: 'circle-slash' },
  'activation-trigger': { word: 'Activates on RARP / GARP / NA', icon: 'zap' },
  'path-mtu': { word: 'Path MTU', icon: 'symbol-ruler' },
};
