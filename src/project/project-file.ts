/**
 * `hyperloom.json`: what a project is made of.
 * @module
 */
import { z } from "zod";
import { LoomError } from "../base/errors.ts";

export const PROJECT_FILE = "hyperloom.json";

const PROJECT = z.strictObject({
  /** Name of the process. */
  name: z.string().min(1).max(256),
  /** Path of the main Lua file. */
  main: z.string().min(1).default("src/main.lua"),
  /** Blueprints that are evaluated before it, in order. */
  blueprints: z.array(z.string()).default([]),
  /** Id of the module; the network's default when absent. */
  module: z.string().optional(),
  /** More tags of the process. */
  tags: z.record(z.string(), z.string()).default({}),
  /** Modules that the process has at run time, so that they are not looked for. */
  externals: z.array(z.string()).default([]),
});

export type Project = Readonly<z.infer<typeof PROJECT>>;

/** @throws LoomError USAGE that names the file, the field and what is wrong */
export function parseProject(text: string, path: string): Project {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new LoomError("USAGE", `${path} is no JSON: ${(cause as Error).message}`, { cause });
  }
  const parsed = PROJECT.safeParse(value);
  if (parsed.success) return parsed.data;
  const { path: field = [], message = "is not valid" } = parsed.error.issues[0] ?? {};
  throw new LoomError("USAGE", `${path}: ${field.length === 0 ? "" : `${field.join(".")}: `}${message}`);
}
