/** Seconds in words: `75.3 s`, `3 min 20 s`, `2 h 5 min`, `4 d 3 h`. */
export function durationText(seconds: number): string {
  if (seconds < 1) return `${Math.round(seconds * 1000)} ms`;
  if (seconds < 120) return `${Math.round(seconds * 10) / 10} s`;
  const whole = Math.round(seconds);
  const [big, bigUnit, small, smallUnit] =
    whole < 7200
      ? [Math.floor(whole / 60), 'min', whole % 60, 's']
      : whole < 172_800
        ? [Math.floor(whole / 3600), 'h', Math.floor((whole % 3600) / 60), 'min']
        : [Math.floor(whole / 86_400), 'd', Math.floor((whole % 86_400) / 3600), 'h'];
  return small === 0 ? `${big} ${bigUnit}` : `${big} ${bigUnit} ${small} ${smallUnit}`;
}

/** The seconds in `75.3s` or `2.5`; undefined for what is no duration. */
export function secondsOf(text: string): number | undefined {
  const [, number, unit = 's'] = /^(\d+(?:\.\d+)?)(ms|s|sec|msec)?$/.exec(text) ?? [];
  if (number === undefined) return undefined;
  return Number(number) * (unit.startsWith('m') ? 0.001 : 1);
}
