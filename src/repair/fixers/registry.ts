/** Every fixer there is, by name: one folder each, named like the fixer. */
import { brackets } from "./brackets/index.ts";
import { byteOrderMark } from "./byte-order-mark/index.ts";
import { conflict } from "./conflict/index.ts";
import { encoding } from "./encoding/index.ts";
import type { Fixer } from "./fixer.ts";
import { handler } from "./handler/index.ts";
import { history } from "./history/index.ts";
import { indentation } from "./indentation/index.ts";
import { markup } from "./markup/index.ts";
import { quotes } from "./quotes/index.ts";
import { separators } from "./separators/index.ts";
import { tags } from "./tags/index.ts";
import { terminator } from "./terminator/index.ts";

export const fixers: ReadonlyMap<string, Fixer> = new Map(
  [
    byteOrderMark,
    encoding,
    conflict,
    history,
    indentation,
    brackets,
    quotes,
    separators,
    handler,
    terminator,
    tags,
    markup,
  ].map((fixer) => [fixer.name, fixer]),
);
