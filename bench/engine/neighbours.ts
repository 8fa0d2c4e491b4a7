/**
 * How much of the machine others had: without it a wall time says nothing.
 * @module
 */
import { cpus } from "node:os";

/** Call it before; call what it gives afterwards for a sentence about the time between. */
export function watchNeighbours(): () => string {
  const [busy, own, started] = [busyMs(), ownMs(), performance.now()];
  return () => {
    const cores = (busyMs() - busy - (ownMs() - own)) / (performance.now() - started);
    return `others used ${Math.max(0, cores).toFixed(1)} of ${cpus().length} cores`;
  };
}

function busyMs(): number {
  return cpus().reduce((sum, { times }) => sum + times.user + times.nice + times.sys + times.irq, 0);
}

function ownMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
