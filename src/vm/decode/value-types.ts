/**
 * Value types and function types.
 * @module
 */
import { type Cursor, hex, readByte, readCount, refuse } from "./cursor.ts";
import { MODULE_LIMITS } from "./limits.ts";

export const VALUE = { i32: 0x7f, i64: 0x7e, f32: 0x7d, f64: 0x7c, v128: 0x7b, funcref: 0x70, externref: 0x6f } as const;

/** One letter a value type, as emscripten writes them; v is v128, r funcref, e externref. */
const LETTERS: ReadonlyMap<number, string> = new Map([
  [VALUE.i32, "i"],
  [VALUE.i64, "j"],
  [VALUE.f32, "f"],
  [VALUE.f64, "d"],
  [VALUE.v128, "v"],
  [VALUE.funcref, "r"],
  [VALUE.externref, "e"],
]);

export interface FunctionType {
  /** Codes of `VALUE`. */
  readonly params: readonly number[];
  readonly results: readonly number[];
}

export const letterOf = (code: number): string => LETTERS.get(code) ?? "?";

export const isValueType = (code: number): boolean => LETTERS.has(code);

/** True for types whose values JavaScript can read and write as a number, so that a global of it can be saved. */
export const isNumberType = (code: number): boolean => code >= VALUE.f64 && code <= VALUE.i32;

export function readValueType(cursor: Cursor): number {
  const code = readByte(cursor);
  return isValueType(code) ? code : refuse(`value type ${hex(code)} is not supported`, cursor.at - 1);
}

export function readReferenceType(cursor: Cursor): number {
  const code = readByte(cursor);
  return code === VALUE.funcref || code === VALUE.externref ? code : refuse(`reference type ${hex(code)} is not supported`, cursor.at - 1);
}

function readValueTypes(cursor: Cursor): number[] {
  const types: number[] = [];
  for (let left = readCount(cursor, MODULE_LIMITS.paramsOrResults, "parameters or results"); left > 0; left--)
    types.push(readValueType(cursor));
  return types;
}

export function readFunctionType(cursor: Cursor): FunctionType {
  const form = readByte(cursor);
  if (form !== 0x60) refuse(`type form ${hex(form)} is not supported`, cursor.at - 1);
  return { params: readValueTypes(cursor), results: readValueTypes(cursor) };
}

/** A function type as `params>results`, e.g. `ijj>i`. */
export function signatureOf(type: FunctionType): string {
  const letters = (codes: readonly number[]): string => codes.map(letterOf).join("");
  return `${letters(type.params)}>${letters(type.results)}`;
}
