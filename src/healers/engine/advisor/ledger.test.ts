import assert from "node:assert/strict";
import { test } from "node:test";
import type { AdviceRefusal, StoredEvent } from "#core/model";
import { ModelLedger } from "./ledger.ts";

const minuteMs = 60_000;
const budget = { budget: { perHour: 3, perDay: 5 } };
const cost = { sentBytes: 1, receivedBytes: 1, inputTokens: 1, outputTokens: 1, durationMs: 1, attempts: 1 };
const about = { incident: "i", use: "propose", model: "m" } as const;
const frame = { seq: 1, stream: "engine", actor: "engine", hash: "" };

function ask(ledger: ModelLedger, at: number, end: AdviceRefusal | "answered" | null): void {
  ledger.apply({ ...frame, at, type: "model.asked", data: { ...about, sentBytes: 1, digest: "d" } } as StoredEvent);
  if (end === "answered") {
    const data = { ...about, hypothesis: null, runbook: null, prose: null, cost };
    ledger.apply({ ...frame, at, type: "model.answered", data } as StoredEvent);
  } else if (end !== null) {
    ledger.apply({
      ...frame,
      at,
      type: "model.refused",
      data: { ...about, kind: end, reason: "r", cost },
    } as StoredEvent);
  }
}

function refusal(ledger: ModelLedger, now: number): string | undefined {
  const allowance = ledger.allows(now, budget);
  return allowance.ok ? undefined : allowance.refusal;
}

test("REASON-07: the budget counts what was asked within an hour and within a day, whatever came of it", () => {
  const ledger = new ModelLedger();
  for (const minute of [0, 1, 2]) ask(ledger, minute * minuteMs, "answered");
  assert.equal(refusal(ledger, 3 * minuteMs), "over_budget");
  assert.equal(refusal(ledger, 60 * minuteMs), undefined);
  for (const minute of [60, 61]) ask(ledger, minute * minuteMs, null);
  assert.equal(refusal(ledger, 200 * minuteMs), "over_budget");
  assert.equal(refusal(ledger, 24 * 60 * minuteMs), undefined);
});

test("REASON-07: three failures in a row give it a rest, one more a rest twice as long, and an answer ends it", () => {
  const ledger = new ModelLedger();
  const wide = { budget: { perHour: 100, perDay: 100 } };
  for (const end of ["timeout", "wrong_shape", "cancelled"] as const) ask(ledger, 0, end);
  assert.equal(ledger.restsUntil(1), null, "what was no longer needed is no failure");
  ask(ledger, 0, "http_status");
  assert.equal(ledger.restsUntil(1), 5 * minuteMs);
  assert.ok(ledger.allows(5 * minuteMs, wide).ok, "then it is tried");
  ask(ledger, 5 * minuteMs, "timeout");
  assert.equal(ledger.restsUntil(6 * minuteMs), 15 * minuteMs);
  ask(ledger, 15 * minuteMs, "answered");
  assert.equal(ledger.restsUntil(16 * minuteMs), null);
});
