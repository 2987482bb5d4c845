import { languageOf, languageOfFirstLine } from "#repair/languages";
import { judge } from "../judge.ts";
import { mend } from "../mend.ts";
import type { CheckedFile } from "../workshop.ts";
import type { Answer, MendOrder, Order } from "./orders.ts";
import type { Parsers } from "./parsers.ts";

const FIRST_LINE_BYTES = 128;

export async function* answerTo(order: Order, parsers: Parsers): AsyncGenerator<Answer> {
  if (order.kind === "mend") {
    yield await mended(order, parsers);
    return;
  }
  for (const { file, bytes } of order.files) {
    const checked = await check(file, bytes, parsers);
    yield { kind: "checked", ...(checked !== undefined && { file: checked }) };
  }
}

async function mended(order: MendOrder, parsers: Parsers): Promise<Answer> {
  const name = order.language ?? languageOf(order.path) ?? languageOfFirstLine(beginningOf(order.bytes));
  if (name === undefined)
    return { kind: "mended", repaired: { kind: "human", why: "no language that has a parser here" } };
  const [language, parser] = [parsers.language(name), await parsers.get(name)];
  if (order.history === undefined) {
    const { kind } = await judge(order.bytes, order.path, language, parser);
    if (kind === "broken") return { kind: "history" };
  }
  return {
    kind: "mended",
    repaired: await mend({ path: order.path, bytes: order.bytes, history: order.history ?? [] }, language, {
      parser,
      outline: () => parsers.outline(name, order.path),
    }),
  };
}

function beginningOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes.subarray(0, FIRST_LINE_BYTES));
}

async function check(file: string, bytes: Uint8Array, parsers: Parsers): Promise<CheckedFile | undefined> {
  const language = languageOf(file) ?? languageOfFirstLine(beginningOf(bytes));
  if (language === undefined) return undefined;
  const judged = await judge(bytes, file, parsers.language(language), await parsers.get(language));
  if (judged.kind === "broken") return { file, language, faults: judged.errors };
  const why = judged.kind === "skipped" ? judged.why : judged.foreign;
  return { file, language, faults: [], ...(why !== undefined && { why }) };
}
