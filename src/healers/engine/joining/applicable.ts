/**
 * Which entries of a side journal are events in their own right: what happened while nobody wrote the log, and has to be in every state that
 * is made of it. All others are kept as entries, and change nothing. An entry is outside input: its data is looked at before it counts.
 */
import { type EventType, event, type JoinedEntry, type NewEvent } from "#core/model";

type Fits = (data: Readonly<Record<string, unknown>>) => boolean;

const isText = (value: unknown): value is string => typeof value === "string" && value !== "";
const isNumber = (value: unknown): boolean => typeof value === "number" && Number.isFinite(value);
const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isProcess: (value: unknown) => boolean = (value) =>
  isRecord(value) && isNumber(value.pid) && isNumber(value.startTicks) && isText(value.bootId);
const isGrant = (value: unknown): boolean =>
  isRecord(value) &&
  [value.id, value.delegate, value.reason, value.grantedBy].every(isText) &&
  isNumber(value.grantedAt) &&
  isNumber(value.expiresAt) &&
  Array.isArray(value.capabilities);

const applicable: Readonly<Partial<Record<EventType, Fits>>> = {
  "service.started": ({ target, process, cause }) => isText(target) && isProcess(process) && isText(cause),
  "service.stopped": ({ target, process, cause }) => isText(target) && isProcess(process) && isText(cause),
  "service.exited": ({ target, process, uptimeMs }) => isText(target) && isProcess(process) && isNumber(uptimeMs),
  "effect.refused": ({ role, effect, generation, holder }) =>
    isText(role) && isText(effect) && isNumber(generation) && isNumber(holder),
  "recovery.started": ({ healer, by, fault, attempt }) => [healer, by, fault].every(isText) && isNumber(attempt),
  "recovery.finished": ({ healer, by, fault, ok, tookMs, steps }) =>
    [healer, by, fault].every(isText) && typeof ok === "boolean" && isNumber(tookMs) && Array.isArray(steps),
  "emergency.began": ({ emergency, attempt, reason }) => isText(emergency) && isNumber(attempt) && isText(reason),
  "emergency.step": ({ emergency, step, ok, tries, tookMs, detail }) =>
    [emergency, step, detail].every(isText) && typeof ok === "boolean" && isNumber(tries) && isNumber(tookMs),
  "emergency.analysed": ({ emergency, failure, changedFiles, conclusion }) =>
    isText(emergency) &&
    isRecord(failure) &&
    isText(failure.healer) &&
    Array.isArray(changedFiles) &&
    isText(conclusion),
  "emergency.voted": ({ emergency, action, votes, passed }) =>
    isText(emergency) && isText(action) && Array.isArray(votes) && votes.every(isRecord) && typeof passed === "boolean",
  "emergency.told": ({ key, route, subject, delivered }) =>
    [key, route, subject].every(isText) && typeof delivered === "boolean",
  "emergency.ended": ({ emergency, recovered, left, tookMs }) =>
    isText(emergency) && typeof recovered === "boolean" && Array.isArray(left) && isNumber(tookMs),
  "configuration.put_back": ({ file, problems, keptAt, reason }) =>
    isText(file) && Array.isArray(problems) && isNumber(keptAt) && isText(reason),
  "release.put_back": ({ program, version, instead, reason }) => [program, version, instead, reason].every(isText),
  "grant.given": ({ grant }) => isGrant(grant),
  "grant.revoked": ({ grant, reason }) => isText(grant) && isText(reason),
  "grant.used": ({ grant, delegate, what, allowed }) =>
    (grant === null || isText(grant)) && isText(delegate) && isText(what) && typeof allowed === "boolean",
};

/** The event that an entry stands for, as of the time when it happened; none for all others. */
export function appliedOf({ type, data, actor, at }: JoinedEntry): readonly NewEvent[] {
  const known = Object.hasOwn(applicable, type) ? (type as EventType) : undefined;
  if (known === undefined || applicable[known]?.(data) !== true) return [];
  return [{ ...event(known, data as never, actor), at } as NewEvent];
}
