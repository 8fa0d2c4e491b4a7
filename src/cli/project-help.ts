/**
 * Help of the commands for projects.
 * @module
 */

export const BLUEPRINT_HELP = `hyperloom blueprint: Lua programs to start from

Usage
  hyperloom blueprint list [--json]           names and what they are
  hyperloom blueprint show NAME               its Lua, on standard output
  hyperloom blueprint add NAME [--out FILE]   copy it into the project   (src/NAME.lua)

A project file may also name blueprints, which \`hyperloom deploy\` evaluates before the main file.
`;

export const BUILD_HELP = `hyperloom build: make one Lua file of a project

Usage
  hyperloom build [FOLDER or hyperloom.json] [--out FILE] [--json]     (./build/NAME.lua and NAME.lua.map)
  hyperloom build --explain FILE.lua.map "error text"                  put file and line of the project into an error

hyperloom.json
  name         name of the process
  main         path of the main file                                  (src/main.lua)
  blueprints   blueprints that deploy evaluates before it             ([])
  module       id of the module                                       (the network's default)
  tags         more tags of the process                               ({})
  externals    modules that the process has at run time               ([])

What \`require "a.b"\` finds: a/b.lua or a/b/init.lua, beside the main file or in the project's folder. Names that begin with a
dot and the modules of the environment (json, ...) are left to the process.
`;

export const DEPLOY_HELP = `hyperloom deploy: spawn a project's process, or give its process the new program

Usage
  hyperloom deploy [FOLDER or hyperloom.json] [flags]

Flags
  --data DIR        data directory of the running node                (./.hyperloom)
  --wallet FILE     who owns the process                              (DIR/wallet.json)
  --new             spawn although the project was deployed before
  --process ID      upgrade this process
  --module ID       module of a new process
  --mu URL --cu URL --scheduler ADDRESS --authority ADDRESS           another network
  --json            one JSON line: process, spawned, or error

Which process belongs to the project is kept in hyperloom.deployed.json beside it, for each network and owner.
A program that raises an error changes nothing in the process; the exit code is 1.
`;
