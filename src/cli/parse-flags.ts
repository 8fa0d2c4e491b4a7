/**
 * The flags of a command.
 * @module
 */
import { type ParseArgsOptionsConfig, parseArgs } from "node:util";
import { LoomError } from "../base/errors.ts";

type Parsed<Options extends ParseArgsOptionsConfig> = ReturnType<
  typeof parseArgs<{ args: string[]; options: Options; strict: true; allowPositionals: boolean }>
>;

/** @throws LoomError USAGE in the words of the parser: an unknown flag, one without its value, a word where none belongs */
export function parseFlags<const Options extends ParseArgsOptionsConfig>(
  args: readonly string[],
  options: Options,
  { positionals = false }: { readonly positionals?: boolean } = {},
): Parsed<Options> {
  try {
    return parseArgs({ args: [...args], options, strict: true, allowPositionals: positionals });
  } catch (cause) {
    throw new LoomError("USAGE", (cause as Error).message.split("\n")[0] ?? "bad arguments", { cause });
  }
}
