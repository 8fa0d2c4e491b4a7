/**
 * Nesting of a JSON text, without parsing it.
 * @module
 */

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/**
 * Most objects and lists open at once. A text nested too deeply would overflow the stack of whatever walks it, at a depth that
 * differs between machines; a fixed limit is the same everywhere.
 */
export function jsonDepth(text: string): number {
  let depth = 0;
  let most = 0;
  for (let at = 0; at < text.length; at++) {
    switch (text.charCodeAt(at)) {
      case QUOTE:
        at = stringEnd(text, at);
        break;
      case 0x5b:
      case 0x7b:
        most = Math.max(most, ++depth);
        break;
      case 0x5d:
      case 0x7d:
        depth--;
    }
  }
  return most;
}

/** Position of the quote that closes the string opened at `start`, or the end of the text. */
function stringEnd(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === BACKSLASH) at++;
    else if (code === QUOTE) return at;
  }
  return text.length;
}
