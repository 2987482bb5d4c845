/** Supervisors: who starts and stops a service, and tells when it ended. */
export { createDirectServices, type DirectServices } from "./direct.ts";
export { targetOfProcess } from "./mark.ts";
export { createServices, type SupervisedServices } from "./services.ts";
