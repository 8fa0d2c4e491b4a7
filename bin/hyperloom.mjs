#!/usr/bin/env node
// The launcher of the published package. It must be readable by an old Node, so that Node can say what is wrong.
const NEEDED = 24;

if (Number(process.versions.node.split(".")[0]) < NEEDED) {
  console.error(`hyperloom needs Node ${NEEDED} or newer (this is v${process.versions.node})`);
  process.exitCode = 1;
} else {
  void import(new URL("../dist/cli/main.js", import.meta.url).href);
}
