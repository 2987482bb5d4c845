import type { Platform } from "#core/platform";
import type { OpenAdvisor } from "./types.ts";

/** Loads the client for the configured model; the settings say which. */
export function openAdvisor(
  platform: Pick<Platform, "network" | "clock" | "random" | "ids" | "files">,
  environment: (name: string) => string | undefined,
): OpenAdvisor {
  return async (settings) => {
    const { createClient } = await import("./asking/index.ts");
    return createClient(settings, { ...platform, environment });
  };
}
