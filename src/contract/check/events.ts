/** Events against the table of events: is there such an event, does anybody listen, and does it carry what it should? */
import type { ContractCheck, Finding } from "#core/model";
import type { CompiledContract } from "../compile/index.ts";
import { nameKey } from "../text/index.ts";
import { finding } from "./finding.ts";
import { matchFields } from "./json-fields.ts";
import { type FoundJson, findJson } from "./json-text.ts";

interface SaidEvent {
  readonly name: string;
  /** Named as an event by what sent it, and not only something with a type. */
  readonly isCertain: boolean;
  readonly json: FoundJson | null;
  readonly payload: unknown;
  readonly base: readonly string[];
  /** Beside the event's name. */
  readonly envelope: ReadonlySet<string>;
}

/** Keys that belong to the way an event is sent. */
const envelopeKeys =
  "event eventtype eventname type name id at ts time timestamp source specversion datacontenttype subject producer sender version session sessionid step chain traceid correlationid".split(
    " ",
  );
const nameKeys = ["event", "eventType", "event_type", "eventName", "event_name", "type", "name", "topic"] as const;
const payloadKeys = ["data", "payload", "detail", "details", "body"] as const;

export function checkEvent(contract: CompiledContract, output: unknown): ContractCheck | null {
  if (contract.events.size === 0) return null;
  const said = eventIn(output);
  if (said === null) return null;
  const known = contract.events.get(said.name);
  const namespace = namespaceOf(said.name);
  const kin = [...contract.events.keys()].filter((name) => namespace !== "" && namespaceOf(name) === namespace);
  if (known === undefined && !said.isCertain && kin.length === 0) return null;
  const line = said.json?.lineOf([]) ?? (typeof output === "string" ? 1 : null);
  const format = known?.format ?? null;
  const { version } = contract.contract;
  const of = (status: ContractCheck["status"], findings: readonly Finding[]) => ({ status, format, version, findings });
  if (known === undefined || known.consumers.length === 0) {
    const kind = known === undefined && kin.length === 0 ? "unknown_event" : "orphan_event";
    const expected = expectedOf(
      contract,
      kin.filter((name) => (contract.events.get(name)?.consumers.length ?? 0) > 0),
    );
    const received =
      known === undefined ? `${said.name}, which the contract does not name` : `${said.name}, which nobody consumes`;
    return of("violation", [finding({ kind, expected, received }, said.name, line, false)]);
  }
  if (known.payload.length === 0 || said.json === null) return of("valid", []);
  const { findings } = matchFields(said.json, said.payload, said.base, known.payload, said.envelope);
  return of(findings.some(({ advisory }) => !advisory) ? "degraded" : "valid", findings);
}

/** Of what was sent; null: it is no event. */
export function eventNameOf(output: unknown): string | null {
  return eventIn(output)?.name ?? null;
}

/** Whether what an event carries stands under such a key. */
export function isPayloadKey(key: string): boolean {
  return (payloadKeys as readonly string[]).includes(key);
}

function expectedOf(contract: CompiledContract, kin: readonly string[]): string {
  const listened = kin.map((name) => `${name} (consumed by ${contract.events.get(name)?.consumers.join(", ")})`);
  return listened.length > 0 ? `one of: ${listened.join("; ")}` : "an event that somebody consumes";
}

/** `chain:gate_updated`, `{"event": …}`, or a block of server-sent events. */
function eventIn(output: unknown): SaidEvent | null {
  if (typeof output === "string") {
    const text = output.trim();
    if (text.length < 200 && /^[A-Za-z][\w-]*(?:[:./][\w-]+)+$/.test(text)) return bare(text);
    const sent = /^(?:id:[^\n]{0,200}\n)?event:\s{0,10}(\S{1,200})\s*?\n(?:data:\s?(.*))?/.exec(text);
    if (sent?.[1] !== undefined) return fromStream(sent[1], sent[2] ?? "");
    if (!/^\uFEFF?\{/.test(text)) return null;
  }
  const found = findJson(output);
  if (found === null || !("json" in found)) return null;
  return fromObject(found.json);
}

function bare(name: string): SaidEvent {
  return { name, isCertain: false, json: null, payload: null, base: [], envelope: new Set() };
}

function fromStream(name: string, data: string): SaidEvent {
  const found = findJson(data);
  const json = found !== null && "json" in found ? { ...found.json, lineOf: () => 2 } : null;
  return { name, isCertain: true, json, payload: json?.value ?? null, base: [], envelope: new Set() };
}

function fromObject(json: FoundJson): SaidEvent | null {
  const { value } = json;
  if (typeof value !== "object" || value === null || Array.isArray(value)) return null;
  const object = value as Record<string, unknown>;
  const key = nameKeys.find((one) => typeof object[one] === "string");
  if (key === undefined) return null;
  const inner = payloadKeys.find((one) => typeof object[one] === "object" && object[one] !== null);
  const name = String(object[key]);
  const isCertain = key !== "type" && key !== "name";
  if (inner !== undefined) return { name, isCertain, json, payload: object[inner], base: [inner], envelope: new Set() };
  return { name, isCertain, json, payload: object, base: [], envelope: new Set([...envelopeKeys, nameKey(key)]) };
}

/** `chain:gate_updated` → `chain`; the last part is the event's own. */
function namespaceOf(name: string): string {
  return /^(.+)[:./][^:./]+$/.exec(name)?.[1] ?? "";
}
