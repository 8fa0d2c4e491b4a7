/**
 * WeaveDrive: files of the weave, read synchronously. The names are those of emscripten's asyncify build; plain functions do.
 * @module
 */
import { text } from "../../base/bytes.ts";
import { isId } from "../../base/ids.ts";
import { ENVIRONMENT_1 } from "../environment/1/environment.ts";
import { takeBytes } from "./descriptors.ts";
import type { HostImports } from "./host.ts";

const PATH_BYTES = 4096;
const COST = ENVIRONMENT_1.host;
const NOT_FOUND = 0;

/** Only these paths can name something on the weave; all others (module search paths arrive here too) are absent for ever. */
function namesWeaveFile(path: string): boolean {
  const [root, kind, name, ...rest] = path.split("/");
  if (root !== "" || name === undefined || rest.length > 0) return false;
  if (kind === "block") return /^(0|[1-9][0-9]{0,9})$/.test(name);
  return (kind === "data" || kind === "tx" || kind === "tx2") && isId(name);
}

export const weaveDriveImports: HostImports = {
  __asyncjs__weavedrive_open: {
    signature: "pp>i",
    bind: (host) => (pathAt, modeAt) => {
      host.meter.charge(COST.open);
      const path = text(host.memory.cString(pathAt ?? 0, PATH_BYTES) ?? new Uint8Array(0));
      const mode = text(host.memory.cString(modeAt ?? 0, 16) ?? new Uint8Array(0));
      if (!mode.startsWith("r") || !namesWeaveFile(path)) return NOT_FOUND;
      const bytes = host.files.open(path);
      if (bytes === null) return host.aborts.abort({ kind: "need", ids: [path] });
      return host.descriptors.open(bytes);
    },
  },

  /**
   * Copies at most `size` bytes. The usual client reads `f:read(f:seek("end"))` without seeking back, so a cursor that was sought to
   * the end reads from the start.
   */
  __asyncjs__weavedrive_read: {
    signature: "ipp>i",
    bind: (host) => (descriptor, to, size) => {
      const file = host.descriptors.get(descriptor ?? 0);
      if (file === undefined) return 0;
      if (file.soughtEnd) file.position = 0;
      const target = host.memory.range(to ?? 0, size ?? 0);
      const bytes = takeBytes(file, target.byteLength);
      host.meter.charge(bytes.byteLength / COST.copiedBytesPerGas);
      host.memory.write(to ?? 0, bytes);
      return bytes.byteLength;
    },
  },

  __asyncjs__weavedrive_close: {
    signature: "i>i",
    bind: (host) => (descriptor) => {
      host.descriptors.close(descriptor ?? 0);
      return 0;
    },
  },
};
