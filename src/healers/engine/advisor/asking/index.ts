/** Everything that is only needed once a language model is really asked; loaded then, and not before. */
export { createClient } from "./client.ts";
export { proposalForm } from "./forms.ts";
export { readProposal } from "./proposal.ts";
export { questionAbout } from "./question.ts";
