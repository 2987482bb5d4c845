/** All supervised services, whoever their supervisor is. What is asked of Chiron's own goes straight through. */
import type { ActionResult, Service, ServiceState, Services } from "#core/model";
import type { Network } from "#core/platform";
import type { KnownLife } from "./adopting.ts";
import { createDirectServices, type DirectOptions, type DirectServices } from "./direct.ts";
import { type ExternalListeners, ExternalServices } from "./external/index.ts";
import type { StartCause } from "./roster.ts";
import type { StopOptions } from "./stopping.ts";

export interface ServicesOptions extends DirectOptions, ExternalListeners {
  readonly network: Network;
  /** From the record: how often a service was started again since then. */
  readonly restartsSince: (target: string, since: number) => number;
  /** Whether a human had Chiron stop the target's service, and has not had it started again. */
  readonly stoppedByHuman: (target: string) => boolean;
}

export interface SupervisedServices extends Services {
  start(
    service: Service,
    options?: { readonly cause?: StartCause; readonly signal?: AbortSignal },
  ): Promise<ActionResult>;
  stop(service: Service, options: StopOptions): Promise<ActionResult>;
  /** Takes in the process that runs: of Chiron's own services the one that an earlier engine left, of all others whatever there is. */
  adopt(service: Service, known?: KnownLife): Promise<ServiceState>;
  /** Begins to look at adopted processes of Chiron's own services every second. */
  watch(): void;
  /** Stops the services that are Chiron's own, and forgets the others, which are not its to stop. */
  stopAll: DirectServices["stopAll"];
  /** Leaves the service as it is, and forgets it. */
  forget(target: string): void;
  /** Leaves all services as they are, and forgets them. */
  release(): void;
}

export function createServices(options: ServicesOptions): SupervisedServices {
  const direct = createDirectServices(options);
  const { clock, files, processes, network } = options;
  const external = new ExternalServices({ clock, files, processes, network }, options);
  const marked = (target: string, state: ServiceState): ServiceState =>
    options.stoppedByHuman(target) ? { ...state, stoppedByHuman: true } : state;
  return {
    look: (target) => marked(target, external.has(target) ? external.look(target) : direct.look(target)),
    refresh: async (service, how) => marked(service.target, await external.refresh(service, how)),
    restartsSince: options.restartsSince,
    start: (service, how) =>
      service.kind === "direct"
        ? direct.start(service, how?.cause)
        : external.start(service, how?.signal ?? new AbortController().signal),
    stop: (service, how) => (service.kind === "direct" ? direct.stop(service, how) : external.stop(service, how)),
    restart: (service, how) => external.restart(service, how),
    adopt: (service, known) =>
      service.kind === "direct" ? direct.adopt(service, known) : external.adopt(service, known),
    watch: () => direct.watch(),
    stopAll: (how) => {
      external.release();
      return direct.stopAll(how);
    },
    forget: (target) => (external.has(target) ? external.forget(target) : direct.forget(target)),
    release: () => {
      external.release();
      direct.release();
    },
  };
}
