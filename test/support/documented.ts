/** Whether an answer of a running API is what that API's own document says. */
import assert from "node:assert/strict";
import { Ajv2020 } from "ajv/dist/2020.js";
import formats from "ajv-formats";

/** Fails, with what differs and where, when it is not. */
export async function assertDocumented(address: string, name: string, answer: unknown): Promise<void> {
  type Document = { readonly components: { readonly schemas: Readonly<Record<string, object>> } };
  const document = (await (await fetch(`${address}/openapi.json`)).json()) as Document;
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  formats.default(ajv);
  const validate = ajv.compile(document.components.schemas[name] ?? {});
  assert.ok(validate(answer), JSON.stringify(validate.errors, null, 1));
}
