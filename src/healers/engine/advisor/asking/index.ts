/** Everything that is only needed once a language model is really asked; loaded then, and not before. */
export { createClient } from "./client.ts";
export { proposalForm } from "./forms.ts";
export { postMortemQuestion } from "./post-mortem.ts";
export { readPostMortem, readProposal } from "./proposal.ts";
export { questionAbout } from "./question.ts";
