/** Commands that a finding proposes. Nothing runs them but a person. */

/** One word of a shell, whatever is in it. */
export function shellWord(text: string): string {
  return /^[\w./:=,@+-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/** Sets the chassis that a port may be at. Other options stay: `lsp-set-options` would remove them. */
export function requestCommand(port: string, chassis: readonly string[]): string {
  const value = shellWord(`options:requested-chassis=${JSON.stringify(chassis.join(','))}`);
  return `ovn-nbctl set Logical_Switch_Port ${shellWord(port)} ${value}`;
}

/** Has ovn-controller make all flows anew. */
export const recomputeCommand = 'ovn-appctl -t ovn-controller inc-engine/recompute';
