/** All built-in policies, in the order in which they speak. */
import type { Policy } from "#core/model";
import { attempts } from "./attempts/index.ts";
import { autonomy } from "./autonomy/index.ts";
import { blastRadius } from "./blast-radius/index.ts";
import { capability } from "./capability/index.ts";
import { cascade } from "./cascade/index.ts";
import { circuitBreaker } from "./circuit-breaker/index.ts";
import { dataLoss } from "./data-loss/index.ts";
import { heldService } from "./held-service/index.ts";
import { humanInstructions } from "./human-instructions/index.ts";
import { killSwitch } from "./kill-switch/index.ts";
import { loop } from "./loop/index.ts";
import { maintenance } from "./maintenance/index.ts";
import { manualStop } from "./manual-stop/index.ts";
import { modelPlan } from "./model-plan/index.ts";
import { ownership } from "./ownership/index.ts";
import { restartIntensity } from "./restart-intensity/index.ts";
import { startupGrace } from "./startup-grace/index.ts";
import { storm } from "./storm/index.ts";

export const policies: ReadonlyMap<string, Policy> = new Map(
  [
    killSwitch,
    manualStop,
    maintenance,
    capability,
    storm,
    cascade,
    loop,
    autonomy,
    dataLoss,
    humanInstructions,
    ownership,
    attempts,
    circuitBreaker,
    restartIntensity,
    startupGrace,
    blastRadius,
    heldService,
    modelPlan,
  ].map((policy) => [policy.name, policy]),
);
