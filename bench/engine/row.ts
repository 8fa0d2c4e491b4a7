/**
 * A row of the engine's table: what was measured, its bar, whether it held.
 * @module
 */

export interface EngineRow {
  readonly name: string;
  readonly measured: number;
  readonly unit: string;
  readonly bar: number;
  /** Which side of the bar is good. */
  readonly wanted: "at most" | "at least";
  /** What else was seen, for the reader. */
  readonly detail: string;
}

export function held({ measured, bar, wanted }: EngineRow): boolean {
  return wanted === "at most" ? measured <= bar : measured >= bar;
}

/** A Markdown table. */
export function engineTable(rows: readonly EngineRow[]): string {
  const lines = rows.map((row) => {
    const { name, measured, unit, bar, wanted, detail } = row;
    const digits = measured < 100 ? 2 : 0;
    return `| ${name} | ${measured.toFixed(digits)} ${unit} | ${wanted} ${bar} | ${held(row) ? "held" : "MISSED"} | ${detail} |`;
  });
  return ["| work | measured | bar | | detail |", "|---|---:|---:|---|---|", ...lines].join("\n");
}
