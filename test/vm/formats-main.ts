/**
 * Runs a hand-made module of each Module-Format here and under the public loader of the reference unit (as a black box), and prints
 * both answers as JSON. In a process of its own: that loader replaces parts of the process's globals.
 */
import AoLoader from "@permaweb/ao-loader";
import { createInstance } from "../../src/vm/instance.ts";
import { loadModule } from "../../src/vm/load-module.ts";
import { checkFormatTag, detectFormat } from "../../src/vm/module-format.ts";
import { FORMATS, formatModule } from "./format-modules.ts";

const MESSAGES = [
  { Id: "one", Tags: [] },
  { Id: "two", Tags: [] },
];
const ENVIRONMENT = { Process: { Id: "p", Tags: [] }, Module: { Id: "m", Tags: [] } };

function ours(format: string): { readonly found: string; readonly outputs: unknown[] } {
  const bytes = formatModule(format);
  const loaded = loadModule(bytes);
  checkFormatTag(format, loaded.info);
  const instance = createInstance({ ...loaded, bootTimeMs: 0 });
  const outputs = MESSAGES.map((message) => {
    const outcome = instance.handle(JSON.stringify(message), JSON.stringify(ENVIRONMENT), {
      timestampMs: 1,
      files: { open: () => null },
      gasLimit: 1e9,
    });
    if (outcome.kind !== "ok") throw new Error(`${format}: ${JSON.stringify(outcome)}`);
    instance.commit();
    return outcome.response;
  });
  return { found: detectFormat(bytes).format, outputs };
}

async function theirs(format: string): Promise<unknown[]> {
  const handle = await AoLoader(formatModule(format), { format: format as never, computeLimit: 9e12 } as never);
  const outputs: unknown[] = [];
  let memory: ArrayBuffer | null = null;
  for (const message of MESSAGES) {
    const result = (await handle(memory as never, message as never, ENVIRONMENT as never)) as { Memory: ArrayBuffer; Output: unknown };
    memory = result.Memory;
    outputs.push({ Output: result.Output });
  }
  return outputs;
}

const here = Object.fromEntries(FORMATS.map((format) => [format, ours(format)]));
const there: Record<string, unknown> = {};
const write = process.stdout.write.bind(process.stdout);
for (const format of FORMATS) there[format] = await theirs(format).catch((thrown: unknown) => String(thrown));
write(JSON.stringify({ here, there }), () => process.exit(0));
