/** The agents of the five domains: each proposes in its own way (REASON-01). */
import { type Domain, unreachable } from "#core/model";
import type { Agent, Proposal, View } from "./agent.ts";
import { chaotic } from "./chaotic.ts";
import { clear } from "./clear.ts";
import { complex } from "./complex.ts";
import { complicated } from "./complicated.ts";
import { disorder } from "./disorder.ts";

export function propose(view: View): Proposal {
  return agentOf(view.route.domain)(view);
}

function agentOf(domain: Domain): Agent {
  switch (domain) {
    case "clear":
      return clear;
    case "complicated":
      return complicated;
    case "complex":
      return complex;
    case "chaotic":
      return chaotic;
    case "disorder":
      return disorder;
    default:
      return unreachable(domain);
  }
}
