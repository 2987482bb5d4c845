/** Every check there is, by name: one folder each, named like the check. */
import type { Check } from "#core/model";
import { changesCheck } from "./changes/index.ts";
import { connectivityCheck } from "./connectivity/index.ts";
import { credentialsCheck } from "./credentials/index.ts";
import { dependenciesCheck } from "./dependencies/index.ts";
import { diskCheck } from "./disk/index.ts";
import { pressureCheck } from "./pressure/index.ts";

export const checks: ReadonlyMap<string, Check> = new Map(
  [changesCheck, connectivityCheck, credentialsCheck, dependenciesCheck, diskCheck, pressureCheck].map((check) => [
    check.name,
    check,
  ]),
);
