/** A stage on which single actions are played: a folder to change, a service to restart, a scratch folder, an outbox. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import type { Action, ActionContext, Service, Target } from "#core/model";
import type { Files } from "#core/platform";
import { actions } from "#loop/act";
import { never, workshop } from "./services.ts";

export type Stage = ReturnType<typeof openStage>;

export interface Told {
  readonly route: string;
  readonly subject: string;
  readonly body: string;
}

export function openStage(t: TestContext) {
  const shop = workshop(t);
  const services = shop.services();
  const base = realpathSync(mkdtempSync(join(tmpdir(), "chiron-actions-")));
  t.after(() => rmSync(base, { recursive: true, force: true }));
  const world = join(base, "world");
  mkdirSync(world);
  const told: Told[] = [];
  const supervisor = shop.service(["sleep", "1000"]);
  const context = (more: Partial<ActionContext> = {}): ActionContext => ({
    signal: never(),
    effect: "inc-1/plan-1/0/1",
    target: targetWith(supervisor, {}),
    clock: shop.platform.clock,
    files: shop.platform.files,
    processes: shop.platform.processes,
    network: shop.platform.network,
    sqlite: shop.platform.sqlite,
    services,
    watched: () => [],
    lookAgain: async () => ({ condition: "gone", reason: "it reads good" }),
    lookAround: async () => ({ overNetwork: false, neighbours: [] }),
    holdService: async () => undefined,
    letServiceGo: async () => undefined,
    tell: async (message) => {
      told.push(message);
      return `msg-${told.length}`;
    },
    scratch: join(base, "data", "effects", "inc-1-plan-1-0"),
    ...more,
  });
  return { ...shop, t, services, base, world, told, supervisor, context };
}

export function targetWith(
  supervisor: Service,
  settings: Record<string, unknown>,
  staleFiles: readonly string[] = [],
): Target {
  return {
    id: supervisor.target,
    kind: "service",
    criticality: "normal",
    autonomy: "auto",
    dependsOn: [],
    supervisor,
    probes: [],
    thresholds: {},
    startupGraceMs: 0,
    settings,
    staleFiles,
  };
}

export function actionNamed(name: string): Action {
  const action = actions.get(name);
  if (action === undefined) throw new Error(`there is no action ${name}`);
  return action;
}

/** Calls `before` ahead of every call; what it throws or never settles is what the caller sees. */
export function filesWith(files: Files, before: (method: string, count: number) => void | Promise<void>): Files {
  let count = 0;
  return new Proxy(files, {
    get: (target, method: keyof Files) => {
      const call = target[method] as (...args: unknown[]) => Promise<unknown>;
      return async (...args: unknown[]) => {
        count += 1;
        await before(method, count);
        return call.apply(target, args);
      };
    },
  });
}
