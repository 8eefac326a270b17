/** Classes of bytes, as OVN's lexer sees them. */
export const ByteClass = {
  other: 0,
  space: 1,
  digit: 2,
  /** a–f, A–F: may begin a number as well as a name. */
  hexLetter: 3,
  /** Any other letter, `_` and `.`. */
  letter: 4,
} as const;

/** The class of each byte. */
export const byteClass: Uint8Array = classes();

function classes(): Uint8Array {
  const table = new Uint8Array(256);
  for (const byte of [9, 10, 11, 12, 13, 32]) table[byte] = ByteClass.space;
  for (let byte = 48; byte <= 57; byte++) table[byte] = ByteClass.digit;
  for (let byte = 97; byte <= 122; byte++) {
    const kind = byte <= 102 ? ByteClass.hexLetter : ByteClass.letter;
    table[byte] = kind;
    table[byte - 32] = kind;
  }
  table[95] = ByteClass.letter;
  table[46] = ByteClass.letter;
  return table;
}
