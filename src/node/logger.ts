/**
 * The logger of a node: pino, JSON lines on standard error, so that standard output stays free for what was asked.
 * @module
 */
import { destination, pino } from "pino";
import type { Logger } from "../base/logger.ts";
import type { NodeConfig } from "./config.ts";

export function createLogger(level: NodeConfig["logLevel"]): Logger {
  return pino({ level, base: null }, destination({ fd: 2, sync: true }));
}
