import { type ActionResult, defineAction } from "#core/model";
import { commandOf, endingOf, orderWords, ownServiceSchema, requireOwn } from "../own-service.ts";
import { answering, saying } from "../result.ts";

/** The way back from a death is measured in milliseconds: nothing is written and nobody is asked before the start. */
export const serviceRestart = defineAction({
  name: "service.restart",
  summary: "Stops the target's own service, if it runs, and starts it again",
  schema: ownServiceSchema,
  risk: "low",
  idempotent: true,
  restartsOwnService: true,
  dryRun: ({ service, force }, { target, services }) =>
    saying(async () => {
      requireOwn(service, target);
      if (service.kind !== "direct")
        return orderWords(service, "restart", force, await services.refresh(service, { now: true }));
      const { state, process } = services.look(target.id);
      if (process === null || state === "gone")
        return `Would start ${target.id}, which is not running: ${commandOf(service)}.`;
      const ending = endingOf(service, force, state === "stopped_by_signal");
      return `Would stop ${target.id}, pid ${process.pid} and everything that it started (${ending}), then start ${commandOf(service)}.`;
    }),
  run: ({ service, force }, { target, services, signal }) =>
    answering(async () => {
      requireOwn(service, target);
      if (service.kind !== "direct")
        return services.restart(service, { signal, ...(force === undefined ? {} : { force }) });
      if (services.look(target.id).state === "gone") return services.start(service);
      const stopped = await services.stop(service, { signal, ...(force === undefined ? {} : { force }) });
      // Once it is down it is started even when the time is up: half a restart would be an outage.
      return stopped.success ? both(stopped, await services.start(service)) : stopped;
    }),
});

function both(stopped: ActionResult, started: ActionResult): ActionResult {
  return {
    success: started.success,
    summary: `${stopped.summary}; ${started.summary}`,
    artifacts: [...stopped.artifacts, ...started.artifacts],
  };
}
