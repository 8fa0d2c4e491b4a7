/**
 * Help texts.
 * @module
 */

export const MAIN_HELP = `hyperloom: a whole AO network in one program

Usage
  hyperloom start [flags]     run the network: gateway, bundler, messenger, scheduler, compute unit
  hyperloom env [--data DIR]  print the URLs and ids of the node on DIR as shell exports
  hyperloom test [files]      run Lua unit tests against simulated networks, no node needed
  hyperloom blueprint         Lua programs to start from: list, show, add
  hyperloom build [folder]    make one Lua file of a project, with a map of its lines
  hyperloom deploy [folder]   spawn a project's process, or upgrade it
  hyperloom help [command]    this text, or the flags of a command
  hyperloom --version

First steps
  hyperloom start                         then paste the snippet it prints into your program
  eval "$(hyperloom env)"                 and your tools find the network
`;

export const START_HELP = `hyperloom start: run the whole network on this machine

Usage
  hyperloom start [flags]                 (in a clone: npm start -- [flags])

Flags
  --data DIR             where everything is kept                     (./.hyperloom)
  --port N               first of five ports; 0 takes free ones       (4000)
                         N gateway, N+1 bundler, N+2 MU, N+3 SU, N+4 CU;
                         all answer under N too: /bundler /mu /su /cu
  --host ADDRESS         address to listen on                         (127.0.0.1)
  --wallet FILE          your Arweave wallet (JWK)                    (DIR/wallet.json, made at first start)
  --module FILE[:FORMAT] publish a wasm module and make it the default instead of the Lua module that
                         comes with the program; repeatable, the last is the default
  --block-time SECONDS   a block as often as this, while there is something to put in   (2)
  --evaluate-limit SECONDS  a message that runs longer shows a fault of this machine: it is
                         tried again, then its process is suspended   (60)
  --max-gas N            most gas that a process may ask for with Gas-Limit            (500000000000)
  --memory-budget MB     live processes beyond it are saved and put aside              (2048)
  --push-hops N          longest chain of messages that one user message may cause      (1000)
  --trust-checkpoints ADDRESS  believe Checkpoint items that this address signed, instead of replaying
                         the whole log of a process that others evaluated; repeatable  (nobody)
  --workers N            compute workers; 0: one for each processor   (0)
  --log-level LEVEL      silent, error, warn, info or debug, on standard error          (warn)
  --json                 when ready, print exactly one JSON line on standard output:
                         gateway bundler mu su cu scheduler authority wallet module pid

Examples
  hyperloom start
  hyperloom start --module aos2_0_6.wasm
  hyperloom start --data /tmp/net --port 5000 --json
  hyperloom start --module mine.wasm:wasm64-unknown-emscripten-draft_2024_02_15

Ctrl-C finishes what runs, saves and stops; a second Ctrl-C stops at once. Nothing acknowledged is lost either way.
`;

export const ENV_HELP = `hyperloom env: print the node's URLs and ids as shell exports

Usage
  eval "$(hyperloom env [--data DIR])"

Flags
  --data DIR   data directory of the node   (./.hyperloom)
`;
