/**
 * Calendar arithmetic in UTC (proleptic Gregorian), exact for every whole number of seconds a double holds.
 * @module
 */

/** `struct tm` of C: month 0..11, year counted from 1900, weekday 0 = Sunday, day of the year 0..365. */
export interface CivilTime {
  readonly second: number;
  readonly minute: number;
  readonly hour: number;
  readonly day: number;
  readonly month: number;
  readonly year: number;
  readonly weekday: number;
  readonly yearDay: number;
}

const DAY_SECONDS = 86_400;
/** Days in 400 years, the period of the calendar. */
const ERA_DAYS = 146_097;
/** Days from 0000-03-01 to 1970-01-01. Years that begin in March put the leap day last. */
const EPOCH_DAYS = 719_468;

const modulo = (value: number, by: number): number => ((value % by) + by) % by;

/** Days since 1970-01-01 of a date; `month` 0..11, `day` any number. */
function daysFromCivil(year: number, month: number, day: number): number {
  const shifted = month < 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * ((month + 10) % 12) + 2) / 5);
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * ERA_DAYS + dayOfEra - EPOCH_DAYS + day - 1;
}

/** Seconds since 1970 as a calendar time. */
export function civilFromSeconds(seconds: number): CivilTime {
  const ofDay = modulo(seconds, DAY_SECONDS);
  const days = (seconds - ofDay) / DAY_SECONDS;
  const shifted = days + EPOCH_DAYS;
  const dayOfEra = modulo(shifted, ERA_DAYS);
  const era = (shifted - dayOfEra) / ERA_DAYS;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const marchMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const month = (marchMonth + 2) % 12;
  const year = yearOfEra + era * 400 + (month < 2 ? 1 : 0);
  return {
    second: ofDay % 60,
    minute: Math.floor(ofDay / 60) % 60,
    hour: Math.floor(ofDay / 3600),
    day: dayOfYear - Math.floor((153 * marchMonth + 2) / 5) + 1,
    month,
    year: year - 1900,
    weekday: modulo(days + 4, 7),
    yearDay: days - daysFromCivil(year, 0, 1),
  };
}

/** Seconds since 1970 of fields that may be out of range (month 14, day -3), as mktime and timegm take them. */
export function secondsFromCivil(time: Pick<CivilTime, "second" | "minute" | "hour" | "day" | "month" | "year">): number {
  const month = modulo(time.month, 12);
  const year = time.year + 1900 + (time.month - month) / 12;
  return daysFromCivil(year, month, time.day) * DAY_SECONDS + time.hour * 3600 + time.minute * 60 + time.second;
}
