/**
 * Makes Lua text smaller without moving a line: comments, indentation and spaces at line ends go.
 * @module
 */

/** One token that must stay whole or go whole: comments, strings, blanks, any other character. */
const TOKEN =
  /--\[(=*)\[[\s\S]*?\]\1\]|--[^\n]*|\[(=*)\[[\s\S]*?\]\2\]|"(?:\\[\s\S]|[^"\\\n])*"|'(?:\\[\s\S]|[^'\\\n])*'|[ \t]*\n[ \t]*|[\s\S]/g;

/** @param source text of one file, one character a byte */
export function stripLua(source: string): string {
  let out = "";
  for (const [token] of source.matchAll(TOKEN)) {
    if (token.startsWith("--")) out += /^--\[=*\[/.test(token) && /\]=*\]$/.test(token) ? blank(token) : "";
    else if (/^[ \t]*\n[ \t]*$/.test(token)) out = `${out.replace(/[ \t]+$/, "")}\n`;
    else out += token;
  }
  return out.replace(/^[ \t]+/, "").replace(/\s+$/, "\n");
}

/** The lines of a comment; a space keeps what stood on both sides apart. */
function blank(comment: string): string {
  const lines = comment.split("\n").length - 1;
  return lines === 0 ? " " : "\n".repeat(lines);
}
