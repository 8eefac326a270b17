/** `#rrggbb` or `#rrggbbaa` of a colour as a style sheet computes it; undefined for what is no plain colour. */
export function hexColor(text: string): string | undefined {
  const value = text.trim().toLowerCase();
  const short = /^#([0-9a-f]{3,4})$/.exec(value)?.[1];
  if (short !== undefined) return `#${short.replaceAll(/./g, '$&$&')}`;
  if (/^#(?:[0-9a-f]{6}|[0-9a-f]{8})$/.test(value)) return value;
  const parts = /^rgba?\(([^)]*)\)$/
    .exec(value)?.[1]
    ?.split(/[\s,/]+/)
    .filter((part) => part !== '');
  if (parts === undefined || parts.length < 3 || parts.length > 4) return undefined;
  const numbers = parts.map((part, idx) => {
    const number = Number.parseFloat(part);
    if (part.endsWith('%')) return (number / 100) * 255;
    return idx === 3 ? number * 255 : number;
  });
  if (numbers.some((number) => !Number.isFinite(number))) return undefined;
  return `#${numbers.map(byteHex).join('')}`;
}

function byteHex(value: number): string {
  return Math.max(0, Math.min(255, Math.round(value)))
    .toString(16)
    .padStart(2, '0');
}
