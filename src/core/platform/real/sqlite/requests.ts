/** What a child is told, as one line of JSON on its standard input. */
import type { SqliteChange, SqliteCheckQuestion, SqliteRowsQuestion, SqliteSaveOrder } from "../../index.ts";

export type Request =
  | ({ readonly do: "check" } & SqliteCheckQuestion)
  | ({ readonly do: "rows" } & SqliteRowsQuestion)
  | ({ readonly do: "change" } & SqliteChange)
  | ({ readonly do: "save" } & SqliteSaveOrder);
