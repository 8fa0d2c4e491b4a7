/**
 * `npm run bench [-- network|storage|engine|lua] [flags]`: tables on standard error, one JSON document on standard output.
 * network: [--quick] [--module NAME]...; storage: [--items N] [--dir PLACE]; engine and lua: [--quick] [ROW]...
 * @module
 */
const KINDS = ["network", "storage", "engine", "lua"] as const;

const [first, ...rest] = process.argv.slice(2);
const named = first !== undefined && !first.startsWith("-");
const kind = KINDS.find((name) => name === (named ? first : "network"));
// Each benchmark reads its own flags.
if (named) process.argv.splice(2, process.argv.length, ...rest);

switch (kind) {
  case "network": {
    const { main } = await import("./network.ts");
    await main();
    break;
  }
  case "storage":
    await import("./storage.ts");
    break;
  case "engine": {
    const { main } = await import("./engine.ts");
    await main();
    break;
  }
  case "lua": {
    const { main } = await import("./lua-module.ts");
    await main();
    break;
  }
  case undefined:
    process.stderr.write(`no benchmark "${first}"; there are: ${KINDS.join(", ")}\n`);
    process.exitCode = 2;
}
