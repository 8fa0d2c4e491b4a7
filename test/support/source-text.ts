/**
 * Reads TypeScript just well enough for the architecture test: what is code, what is a comment, what is text, what is imported.
 * @module
 */

export interface ImportedFrom {
  readonly specifier: string;
  /** `import type`, `export type ... from`, or a `typeof import()`. */
  readonly typeOnly: boolean;
}

export interface SourceText {
  /** The code with comments and the insides of strings, templates and regular expressions blanked; offsets are those of the source. */
  readonly code: string;
  readonly imports: readonly ImportedFrom[];
}

/** After one of these a slash starts a regular expression; after anything else (a name, a number, a closing bracket) it divides. */
const BEFORE_REGEX = /(?:^|[({[,;:=!&|?+\-*%~^<>}]|\b(?:return|typeof|case|in|of|do|else|void|await|yield|throw))$/;

export function readSource(source: string): SourceText {
  const code = blank(source);
  return { code, imports: findImports(source, code) };
}

function blank(source: string): string {
  let code = "";
  let at = 0;
  /** For each open `${`, the depth of braces inside it. */
  const templates: number[] = [];
  const keep = (end: number): void => {
    code += source.slice(at, end);
    at = end;
  };
  const hide = (end: number): void => {
    code += source.slice(at, end).replaceAll(/[^\n]/g, " ");
    at = end;
  };
  const templateText = (): void => {
    let end = at;
    while (end < source.length && source[end] !== "`" && !source.startsWith("${", end)) end += source[end] === "\\" ? 2 : 1;
    hide(Math.min(end, source.length));
    if (source[at] === "`") keep(at + 1);
    else if (at < source.length) {
      keep(at + 2);
      templates.push(0);
    }
  };

  while (at < source.length) {
    const char = source[at];
    const depth = templates.at(-1);
    if (source.startsWith("//", at)) hide(endOf(source, "\n", at));
    else if (source.startsWith("/*", at)) hide(endOf(source, "*/", at + 2) + 2);
    else if (char === '"' || char === "'") {
      const end = closing(source, at + 1, char);
      keep(at + 1);
      hide(end);
      keep(Math.min(end + 1, source.length));
    } else if (char === "`") {
      keep(at + 1);
      templateText();
    } else if (char === "}" && depth === 0) {
      templates.pop();
      keep(at + 1);
      templateText();
    } else if ((char === "{" || char === "}") && depth !== undefined) {
      templates[templates.length - 1] = depth + (char === "{" ? 1 : -1);
      keep(at + 1);
    } else if (char === "/" && BEFORE_REGEX.test(code.trimEnd().slice(-10))) {
      const end = regexEnd(source, at + 1);
      keep(at + 1);
      hide(end);
      keep(Math.min(end + 1, source.length));
    } else keep(at + 1);
  }
  return code;
}

function endOf(source: string, mark: string, from: number): number {
  const found = source.indexOf(mark, from);
  return found === -1 ? source.length : found;
}

function closing(source: string, from: number, mark: string): number {
  let end = from;
  while (end < source.length && source[end] !== mark && source[end] !== "\n") end += source[end] === "\\" ? 2 : 1;
  return Math.min(end, source.length);
}

function regexEnd(source: string, from: number): number {
  let inClass = false;
  let end = from;
  while (end < source.length && source[end] !== "\n") {
    if (source[end] === "\\") end += 1;
    else if (source[end] === "[") inClass = true;
    else if (source[end] === "]") inClass = false;
    else if (source[end] === "/" && !inClass) break;
    end += 1;
  }
  return Math.min(end, source.length);
}

/** Imports and re-exports, `import()`, and files named for a worker by `new URL("./x.ts", import.meta.url)`. */
function findImports(source: string, code: string): ImportedFrom[] {
  const found: ImportedFrom[] = [];
  const forms = [
    /(?<![.\w$])(?<head>import|export)(?<type>\s+type\b(?!\s*(?:,|from\b)))?[^;"'`()]*?(?:\bfrom\s*)?["']/g,
    /(?<type>\btypeof\s+)?(?<![.\w$])import\s*\(\s*["'`]/g,
    /\bnew\s+URL\s*\([^;]*?["'](?=[^;]*import\.meta\.url)/g,
  ];
  for (const form of forms) {
    for (const match of code.matchAll(form)) {
      const start = match.index + match[0].length;
      const quote = source[start - 1] ?? '"';
      // `export const x = "..."` has a string but no `from`.
      if (match.groups?.["head"] === "export" && !/\bfrom\s*["']$/.test(match[0])) continue;
      const specifier = source.slice(start, closing(source, start, quote));
      if (form === forms[2] && !/^\.\.?\/.*\.ts$/.test(specifier)) continue;
      found.push({ specifier, typeOnly: match.groups?.["type"] !== undefined });
    }
  }
  return found;
}
