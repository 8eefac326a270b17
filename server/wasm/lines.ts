/** The first line break of `[from, to)`, or `to`. */
export function lineBreakFrom(from: usize, to: usize): usize {
  const lineFeed = i8x16.splat(10);
  for (let at = from; at < to; at += 32) {
    const found =
      (i8x16.bitmask(i8x16.eq(v128.load(at), lineFeed)) as u32) |
      ((i8x16.bitmask(i8x16.eq(v128.load(at, 16), lineFeed)) as u32) << 16);
    if (found != 0) return min<usize>(at + (ctz(found) as usize), to);
  }
  return to;
}

/** Where the text of the line `[start, lineBreak)` ends. */
export function textEnd(start: usize, lineBreak: usize): usize {
  return lineBreak > start && load<u8>(lineBreak - 1) == 13 ? lineBreak - 1 : lineBreak;
}
