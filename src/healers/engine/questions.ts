/** The record of a question: who is asked, what exactly, until when, and by which code a reply names it. */
import { sha256 } from "#core/lib";
import type { Approval, Incident, Message, Plan } from "#core/model";
import { channelNames } from "#surface/notify";
import type { Parts } from "./parts.ts";

/** Without vowels, and without what is taken for another when it is read aloud or written by hand. */
const alphabet = "23456789BCDFGHJKLMNPQRSTVWXZ";
const codeLength = 4;

export function questionAbout(
  parts: Parts,
  incident: Pick<Incident, "id">,
  plan: Plan,
  route: Message["route"],
): Approval {
  const now = parts.platform.clock.now();
  const id = parts.platform.ids.next("apr");
  const { approvals, notify } = parts.settings();
  return {
    id,
    incident: incident.id,
    plan: plan.id,
    planHash: plan.hash,
    asked: {
      owner: parts.target(plan.target)?.owner ?? null,
      route,
      channels: channelNames(notify[route]),
    },
    code: codeFor(id, plan.hash, codesInUse(parts)),
    askedAt: now,
    deadline: now + approvals.deadlineMs,
    status: "waiting",
    answeredBy: null,
    answeredAt: null,
    reason: null,
  };
}

/** Also of those that were answered, so that a late reply to one is never taken for an answer to another. */
function codesInUse({ state }: Parts): ReadonlySet<string> {
  const codes = [...state.open.values()].map(({ approval }) => approval?.code);
  return new Set(codes.filter((code) => code !== undefined));
}

function codeFor(approval: string, planHash: string, taken: ReadonlySet<string>): string {
  for (let salt = 0; ; salt++) {
    let rest = Number.parseInt(sha256(`${approval}/${planHash}/${salt}`).slice(0, 12), 16);
    let code = "";
    while (code.length < codeLength) {
      code += alphabet[rest % alphabet.length];
      rest = Math.floor(rest / alphabet.length);
    }
    if (!taken.has(code)) return code;
  }
}
