/** The rules that make multichassis port bindings work; see the decision table in `recognize.ts`. */
export const roleIds = [
  'clone',
  'tunnel-enforcement',
  'activation-block',
  'activation-trigger',
  'path-mtu',
] as const;

export type RoleId = (typeof roleIds)[number];
