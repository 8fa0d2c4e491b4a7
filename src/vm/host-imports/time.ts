/**
 * Time as a module sees it: one instant for the whole message (its assignment's timestamp), UTC, C locale.
 * @module
 */
import { utf8 } from "../../base/bytes.ts";
import { ENVIRONMENT_1 } from "../environment/1/environment.ts";
import { type CivilTime, civilFromSeconds, secondsFromCivil } from "./civil-time.ts";
import { constant, type Host, type HostCall, type HostImports } from "./host.ts";
import { format } from "./strftime.ts";

/** Offsets of the int fields of `struct tm`; tm_gmtoff is a long and so is aligned to the pointer size. */
const FIELD_BYTES = 4;
const FIELDS: readonly (keyof CivilTime)[] = ["second", "minute", "hour", "day", "month", "year", "weekday", "yearDay"];
const DAYLIGHT_AT = 32;
const PATTERN_BYTES = 64 * 1024;
const FORMATTED_BYTE = ENVIRONMENT_1.host.formattedByte;
const MAXIMUM_YEAR = 2 ** 31 - 1;

function readTime(host: Host, at: number): CivilTime {
  const [second = 0, minute = 0, hour = 0, day = 0, month = 0, year = 0, weekday = 0, yearDay = 0] = FIELDS.map((_, index) =>
    host.memory.readI32(at + index * FIELD_BYTES),
  );
  return { second, minute, hour, day, month, year, weekday, yearDay };
}

function writeTime(host: Host, at: number, time: CivilTime): void {
  FIELDS.forEach((field, index) => {
    host.memory.writeI32(at + index * FIELD_BYTES, time[field]);
  });
  host.memory.writeI32(at + DAYLIGHT_AT, 0);
  host.memory.writePointer(at + (host.memory.pointerBytes === 8 ? 40 : 36), 0);
}

export const breakDown =
  (host: Host): HostCall =>
  (seconds = 0, at = 0) => {
    host.meter.charge(ENVIRONMENT_1.host.civilTime);
    writeTime(host, at, civilFromSeconds(seconds));
    return 0;
  };

/** Bytes of the pattern pass through as Latin-1, so that no encoding can change them. */
const formatTime =
  (host: Host): HostCall =>
  (to = 0, room = 0, patternAt = 0, timeAt = 0) => {
    const pattern = host.memory.cString(patternAt, PATTERN_BYTES);
    host.meter.charge(ENVIRONMENT_1.host.format + (pattern?.byteLength ?? PATTERN_BYTES) * FORMATTED_BYTE);
    if (pattern === null) return 0;
    const out = Buffer.from(format(Buffer.from(pattern).toString("latin1"), readTime(host, timeAt)), "latin1");
    host.meter.charge(out.byteLength * FORMATTED_BYTE);
    if (out.byteLength >= room) return 0;
    host.memory.write(to, out);
    host.memory.write(to + out.byteLength, Uint8Array.of(0));
    return out.byteLength;
  };

export const timeImports: HostImports = {
  emscripten_date_now: { signature: ">d", bind: (host) => () => host.clockMs },
  _emscripten_date_now: { signature: ">d", bind: (host) => () => host.clockMs },
  emscripten_get_now: { signature: ">d", bind: (host) => () => host.clockMs },
  _emscripten_get_now_is_monotonic: constant(">i", 1),

  _tzset_js: {
    signature: "pppp>",
    bind:
      (host) =>
      (timezoneAt = 0, daylightAt = 0, standardAt = 0, summerAt = 0) => {
        // `timezone` is a long, `daylight` an int.
        host.memory.writePointer(timezoneAt, 0);
        host.memory.writeI32(daylightAt, 0);
        host.memory.write(standardAt, utf8("UTC\0"));
        host.memory.write(summerAt, utf8("UTC\0"));
        return 0;
      },
  },

  _gmtime_js: { signature: "lp>", bind: breakDown },
  _localtime_js: { signature: "lp>", bind: breakDown },

  /** Brings the fields into range and returns the seconds, -1 when the year does not fit. */
  _mktime_js: {
    signature: "p>l",
    bind:
      (host) =>
      (at = 0) => {
        host.meter.charge(ENVIRONMENT_1.host.civilTime);
        const seconds = secondsFromCivil(readTime(host, at));
        const time = civilFromSeconds(seconds);
        if (Math.abs(time.year) > MAXIMUM_YEAR) return -1;
        writeTime(host, at, time);
        return seconds;
      },
  },

  strftime: { signature: "pppp>p", bind: formatTime },
  strftime_l: { signature: "ppppp>p", bind: formatTime },
};
