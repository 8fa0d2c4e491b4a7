/**
 * A row of the engine's table: what was measured, its bar, whether it held.
 * @module
 */

export interface EngineRow {
  readonly name: string;
  readonly measured: number;
  readonly unit: string;
  /** Null: measured to read other rows against. */
  readonly bar: number | null;
  /** Which side of the bar is good. */
  readonly wanted: "at most" | "at least";
  /** What else was seen, for the reader. */
  readonly detail: string;
}

/** Null where there is no bar. */
export function held({ measured, bar, wanted }: EngineRow): boolean | null {
  if (bar === null) return null;
  return wanted === "at most" ? measured <= bar : measured >= bar;
}

/** A Markdown table. */
export function engineTable(rows: readonly EngineRow[]): string {
  const lines = rows.map((row) => {
    const { name, measured, unit, bar, wanted, detail } = row;
    const digits = measured < 100 ? 2 : 0;
    const verdict = bar === null ? " | " : `${wanted} ${bar} | ${held(row) ? "held" : "MISSED"}`;
    return `| ${name} | ${measured.toFixed(digits)} ${unit} | ${verdict} | ${detail} |`;
  });
  return ["| work | measured | bar | | detail |", "|---|---:|---:|---|---|", ...lines].join("\n");
}
