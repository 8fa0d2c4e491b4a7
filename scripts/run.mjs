// The one entry of every npm script. Plain JavaScript without dependencies, for any Node from 18 on: it sets the clone up when that is
// needed, then hands over to the Node 24 of node_modules. Usage: node scripts/run.mjs <start|cli|test|test:long|check|bench|build|build:lua> [arguments]
import { SetupError, setUp } from "./setup.mjs";
import { supervise } from "./supervise.mjs";

/** @type {Readonly<Record<string, readonly string[]>>} */
const COMMANDS = {
  start: ["src/cli/main.ts", "start"],
  cli: ["src/cli/main.ts"],
  test: ["scripts/test.ts"],
  "test:long": ["scripts/test.ts", "--long"],
  check: ["scripts/test.ts", "--checks-only"],
  bench: ["bench/main.ts"],
  build: ["scripts/build.ts"],
  "build:lua": ["scripts/build-lua.ts"],
};

const root = new URL("../", import.meta.url);
const [name = "", ...rest] = process.argv.slice(2);
const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;

if (command === undefined) {
  console.error(`usage: node scripts/run.mjs <${Object.keys(COMMANDS).join("|")}> [arguments]`);
  process.exit(1);
}
try {
  const node = await setUp(root);
  await supervise(node, root, [...command, ...rest]);
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  console.error(`hyperloom: ${error.message}`);
  process.exit(1);
}
