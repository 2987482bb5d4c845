/** The language model, where one is configured: is its key there? Nothing is asked of it. */
import type { Settings } from "#core/model";
import { messageOf } from "#core/model/plain";
import { withPlatform } from "../engine-process.ts";
import { type Check, ok, warn } from "./check.ts";

export async function checkModel({ model }: Settings): Promise<readonly Check[]> {
  if (model === undefined) return [];
  const { readSecret } = await import("#core/lib");
  const environment = (name: string) => process.env[name];
  const found = `${model.name} at ${new URL(model.url).host}, for ${model.uses.join(", ")}`;
  try {
    await withPlatform(({ files }) => readSecret("key", model.key, { files, environment }));
    return [ok("model", `${found}; try it: chiron model test`)];
  } catch (error) {
    // The engine may have another environment; and without a model everything works.
    return [
      warn(
        "model",
        `${found}: ${messageOf(error)}`,
        "Put the key there, or see what the engine says: chiron model test",
      ),
    ];
  }
}
