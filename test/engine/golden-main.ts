/** Prints what the fixed log gives as JSON; with --write it replaces the expected values, which only a new environment may need. */
import { mkdir, writeFile } from "node:fs/promises";
import { GOLDEN_MODULES, runGolden, vectorFile } from "./golden-log.ts";

for (const name of GOLDEN_MODULES) {
  const slots = await runGolden(name);
  const text = `${JSON.stringify(slots, null, 2)}\n`;
  if (process.argv.includes("--write")) {
    await mkdir(new URL(".", vectorFile(name)), { recursive: true });
    await writeFile(vectorFile(name), text);
  } else console.log(text);
}
