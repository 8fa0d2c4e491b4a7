/**
 * strftime of C99 in the C locale and UTC.
 * @module
 */
import type { CivilTime } from "./civil-time.ts";
import { secondsFromCivil } from "./civil-time.ts";

const WEEKDAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

const pad = (value: number, width: number, fill = "0"): string =>
  value < 0 ? `-${String(-value).padStart(width - 1, fill)}` : String(value).padStart(width, fill);
const twelve = (hour: number): number => (((hour % 12) + 11) % 12) + 1;
const modulo = (value: number, by: number): number => ((value % by) + by) % by;
const isLeap = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;

/** Week and year of ISO 8601: week 1 holds the year's first Thursday. */
function isoWeek(time: CivilTime): { readonly week: number; readonly year: number } {
  const year = time.year + 1900;
  const weekday = modulo(time.weekday + 6, 7);
  const week = Math.floor((time.yearDay - weekday + 10) / 7);
  if (week < 1) {
    const yearDay = time.yearDay + (isLeap(year - 1) ? 366 : 365);
    return { week: Math.floor((yearDay - weekday + 10) / 7), year: year - 1 };
  }
  const thursday = time.yearDay - weekday + 3;
  return thursday >= (isLeap(year) ? 366 : 365) ? { week: 1, year: year + 1 } : { week, year };
}

const FIELDS: Readonly<Record<string, (time: CivilTime) => string>> = {
  a: (time) => WEEKDAYS[time.weekday]?.slice(0, 3) ?? "?",
  A: (time) => WEEKDAYS[time.weekday] ?? "?",
  b: (time) => MONTHS[time.month]?.slice(0, 3) ?? "?",
  B: (time) => MONTHS[time.month] ?? "?",
  c: (time) => format("%a %b %e %H:%M:%S %Y", time),
  C: (time) => pad(Math.floor((time.year + 1900) / 100), 2),
  d: (time) => pad(time.day, 2),
  D: (time) => format("%m/%d/%y", time),
  e: (time) => pad(time.day, 2, " "),
  F: (time) => format("%Y-%m-%d", time),
  g: (time) => pad(modulo(isoWeek(time).year, 100), 2),
  G: (time) => String(isoWeek(time).year),
  h: (time) => format("%b", time),
  H: (time) => pad(time.hour, 2),
  I: (time) => pad(twelve(time.hour), 2),
  j: (time) => pad(time.yearDay + 1, 3),
  m: (time) => pad(time.month + 1, 2),
  M: (time) => pad(time.minute, 2),
  n: () => "\n",
  p: (time) => (time.hour >= 12 ? "PM" : "AM"),
  r: (time) => format("%I:%M:%S %p", time),
  R: (time) => format("%H:%M", time),
  s: (time) => String(secondsFromCivil(time)),
  S: (time) => pad(time.second, 2),
  t: () => "\t",
  T: (time) => format("%H:%M:%S", time),
  u: (time) => String(time.weekday === 0 ? 7 : time.weekday),
  U: (time) => pad(Math.floor((time.yearDay + 7 - time.weekday) / 7), 2),
  V: (time) => pad(isoWeek(time).week, 2),
  w: (time) => String(time.weekday),
  W: (time) => pad(Math.floor((time.yearDay + 7 - modulo(time.weekday + 6, 7)) / 7), 2),
  x: (time) => format("%m/%d/%y", time),
  X: (time) => format("%H:%M:%S", time),
  y: (time) => pad(modulo(time.year, 100), 2),
  Y: (time) => String(time.year + 1900),
  z: () => "+0000",
  Z: () => "UTC",
  "%": () => "%",
};

/** Formats `pattern`; a conversion that C99 does not know stays as it is. `E` and `O` modifiers change nothing in the C locale. */
export function format(pattern: string, time: CivilTime): string {
  return pattern.replace(/%[EO]?([\s\S])/g, (whole, letter: string) => FIELDS[letter]?.(time) ?? whole);
}
