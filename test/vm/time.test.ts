import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { civilFromSeconds, secondsFromCivil } from "../../src/vm/host-imports/civil-time.ts";
import { format } from "../../src/vm/host-imports/strftime.ts";

/** Whole years before and after 1970 that Date can hold. */
const DATE_SECONDS = 271_000 * 365 * 86_400;

describe("civil time", () => {
  it("agrees with Date over its whole range", () => {
    fc.assert(
      fc.property(fc.integer({ min: -DATE_SECONDS, max: DATE_SECONDS }), (seconds) => {
        const date = new Date(seconds * 1000);
        const time = civilFromSeconds(seconds);
        assert.deepEqual(
          [time.year + 1900, time.month, time.day, time.hour, time.minute, time.second, time.weekday],
          [
            date.getUTCFullYear(),
            date.getUTCMonth(),
            date.getUTCDate(),
            date.getUTCHours(),
            date.getUTCMinutes(),
            date.getUTCSeconds(),
            date.getUTCDay(),
          ],
        );
        const newYear = new Date(0);
        newYear.setUTCFullYear(date.getUTCFullYear(), 0, 1);
        assert.equal(time.yearDay, Math.floor((seconds - newYear.getTime() / 1000) / 86_400));
        assert.equal(secondsFromCivil(time), seconds);
      }),
      { seed: 1, numRuns: 2000 },
    );
  });

  it("brings fields out of range back, as Date does", () => {
    const field = fc.integer({ min: -5000, max: 5000 });
    fc.assert(
      fc.property(fc.integer({ min: -500, max: 500 }), field, field, field, field, field, (year, month, day, hour, minute, second) => {
        const date = new Date(0);
        date.setUTCFullYear(year + 1900, month, day);
        date.setUTCHours(hour, minute, second);
        assert.equal(secondsFromCivil({ year, month, day, hour, minute, second }), date.getTime() / 1000);
      }),
      { seed: 2, numRuns: 1000 },
    );
  });

  it("is finite for every 64-bit time", () => {
    for (const seconds of [2 ** 63, -(2 ** 63), 2 ** 53, -(2 ** 53) - 2]) {
      for (const value of Object.values(civilFromSeconds(seconds))) assert.ok(Number.isInteger(value));
    }
  });
});

describe("strftime", () => {
  const at = (iso: string) => civilFromSeconds(Date.parse(iso) / 1000);

  it("formats every C99 conversion", () => {
    const time = at("2023-01-01T00:05:09Z");
    const expected: Record<string, string> = {
      a: "Sun",
      A: "Sunday",
      b: "Jan",
      B: "January",
      c: "Sun Jan  1 00:05:09 2023",
      C: "20",
      d: "01",
      D: "01/01/23",
      e: " 1",
      F: "2023-01-01",
      g: "22",
      G: "2022",
      h: "Jan",
      H: "00",
      I: "12",
      j: "001",
      m: "01",
      M: "05",
      n: "\n",
      p: "AM",
      r: "12:05:09 AM",
      R: "00:05",
      S: "09",
      t: "\t",
      T: "00:05:09",
      u: "7",
      U: "01",
      V: "52",
      w: "0",
      W: "00",
      x: "01/01/23",
      X: "00:05:09",
      y: "23",
      Y: "2023",
      z: "+0000",
      Z: "UTC",
      "%": "%",
    };
    for (const [letter, text] of Object.entries(expected)) {
      assert.equal(format(`%${letter}`, time), text, letter);
      assert.equal(format(`<%E${letter}%O${letter}>`, time), `<${text}${text}>`, letter);
    }
    assert.equal(format("%Q %", time), "%Q %");
    assert.equal(format("100%%d", time), "100%d");
  });

  it("knows ISO weeks at the turn of the year", () => {
    // Known values of ISO 8601.
    const weeks: [string, string][] = [
      ["2005-01-01", "2004-W53-6"],
      ["2005-12-31", "2005-W52-6"],
      ["2007-01-01", "2007-W01-1"],
      ["2008-12-29", "2009-W01-1"],
      ["2009-12-31", "2009-W53-4"],
      ["2010-01-03", "2009-W53-7"],
      ["2016-12-31", "2016-W52-6"],
      ["2020-12-31", "2020-W53-4"],
      ["2024-12-30", "2025-W01-1"],
    ];
    for (const [day, week] of weeks) assert.equal(format("%G-W%V-%u", at(`${day}T12:00:00Z`)), week, day);
    assert.equal(format("%U %W", at("2024-12-31T00:00:00Z")), "52 53");
    assert.equal(format("%I %p", at("2024-02-29T12:00:00Z")), "12 PM");
  });
});
