/** A name from a file as it may be shown: what a terminal would obey, or what turns the reading around, is replaced. */
export function plain(text: string): string {
  return text.replace(/[\u0000-\u001F\u007F-\u009F\u200E\u200F\u202A-\u202E\u2066-\u2069]/g, '\uFFFD');
}
