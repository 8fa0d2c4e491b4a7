/**
 * Imports of modules built before emscripten 3.1.38 or so: the same names with other signatures, and some that later ones dropped.
 * @module
 */
import { utf8 } from "../../base/bytes.ts";
import { ERRNO } from "./errno.ts";
import { constant, type Host, type HostCall, type HostImport, type HostImports } from "./host.ts";
import { breakDown } from "./time.ts";

const ZONE = utf8("UTC\0");

/** The seconds stand in memory, 32 bits of them. */
const breakDownAt =
  (host: Host): HostCall =>
  (secondsAt = 0, at = 0) =>
    breakDown(host)(host.memory.readI32(secondsAt), at);

/** Both names are allocated in the module. */
const zone =
  (host: Host): HostCall =>
  (timezoneAt = 0, daylightAt = 0, namesAt = 0) => {
    host.memory.writePointer(timezoneAt, 0);
    host.memory.writeI32(daylightAt, 0);
    const { malloc } = host.runtime;
    if (malloc === null) return 0;
    const standard = malloc(ZONE.byteLength);
    const summer = malloc(ZONE.byteLength);
    for (const at of [standard, summer]) if (at !== 0) host.memory.write(at, ZONE);
    host.memory.writePointer(namesAt, standard);
    host.memory.writePointer(namesAt + host.memory.pointerBytes, summer);
    return 0;
  };

/** There is no shell, and a command fails as one that could not be started. */
const shell =
  (host: Host): HostCall =>
  (command = 0) => {
    if (command === 0) return 0;
    const errnoAt = host.runtime.errnoLocation?.() ?? 0;
    if (errnoAt !== 0) host.memory.writeI32(errnoAt, ERRNO.noSystem);
    return -1;
  };

const noLinking = (signature: string): HostImport => ({
  signature,
  bind: (host) => () => host.aborts.trap("dynamic linking is not supported"),
});

export const olderImports: HostImports = {
  _gmtime_js: { signature: "pp>", bind: breakDownAt },
  _localtime_js: { signature: "pp>", bind: breakDownAt },
  _tzset_js: { signature: "ppp>", bind: zone },
  system: { signature: "p>i", bind: shell },
  _mmap_js: constant("piiiip>i", -ERRNO.badDescriptor),
  _munmap_js: constant("ppiiii>i", 0),
  _dlinit: constant("p>", 0),
  _dlopen_js: noLinking("pp>p"),
  _dlsym_js: noLinking("pp>p"),
};
