/** All commands: their names, one line on each, and where the rest is. Nothing of them is loaded before it is wanted. */
import type { Command } from "commander";
import type { Run } from "../context.ts";

/** What a file of this folder exports. */
interface CommandFile {
  /** Adds arguments, options and an example to the command, and says what it does. */
  readonly define: (command: Command, run: Run) => void;
}

interface Entry {
  readonly name: string;
  /** No full stop; it stands in a list. */
  readonly summary: string;
  readonly load: () => Promise<CommandFile>;
}

export const commandTable: readonly Entry[] = [
  { name: "up", summary: "Run Chiron in the foreground", load: () => import("./up.ts") },
  { name: "down", summary: "End the Chiron that runs on this data folder", load: () => import("./down.ts") },
  {
    name: "install",
    summary: "Have systemd or PM2 start Chiron, now and at boot",
    load: () => import("./install.ts"),
  },
  { name: "uninstall", summary: "Remove what `install` wrote", load: () => import("./uninstall.ts") },
  { name: "status", summary: "Is anything wrong?", load: () => import("./status.ts") },
  { name: "doctor", summary: "Check that Chiron itself can work here", load: () => import("./doctor.ts") },
  {
    name: "drill",
    summary: "Kill or hang Chiron's own processes, and see them recovered",
    load: () => import("./drill.ts"),
  },
  { name: "validate", summary: "Check a configuration without using it", load: () => import("./validate.ts") },
  { name: "reload", summary: "Read the configuration again, all of it or nothing", load: () => import("./reload.ts") },
  { name: "pause", summary: "Stop healing; watching and messages go on", load: () => import("./pause.ts") },
  { name: "resume", summary: "Let healing go on", load: () => import("./resume.ts") },
  { name: "stop", summary: "Stop a service on purpose: it stays stopped", load: () => import("./stop.ts") },
  { name: "start", summary: "Start a service that was stopped on purpose", load: () => import("./start.ts") },
  { name: "silence", summary: "Keep quiet about something for a while", load: () => import("./silence.ts") },
  {
    name: "maintenance",
    summary: "Open and close windows in which nothing is repaired",
    load: () => import("./maintenance.ts"),
  },
  { name: "trigger", summary: "Say that something is wrong with a target", load: () => import("./trigger.ts") },
  { name: "triggers", summary: "List what outsiders say is wrong", load: () => import("./triggers.ts") },
  { name: "incidents", summary: "List incidents", load: () => import("./incidents.ts") },
  {
    name: "incident",
    summary: "Tell what exactly happened, and what is wanted from you",
    load: () => import("./incident.ts"),
  },
  { name: "runbooks", summary: "List runbooks and how far each may go", load: () => import("./runbooks.ts") },
  { name: "runbook", summary: "Show or approve one runbook", load: () => import("./runbook.ts") },
  { name: "approve", summary: "Let a plan run once, or a runbook from now on", load: () => import("./approve.ts") },
  { name: "reject", summary: "Refuse the plan that an incident asks about", load: () => import("./reject.ts") },
  {
    name: "modify",
    summary: "Ask for another plan than the one that an incident asks about",
    load: () => import("./modify.ts"),
  },
  { name: "ack", summary: "Say that you are on it, so that nobody else is called", load: () => import("./ack.ts") },
  {
    name: "postmortem",
    summary: "Tell what there is to learn from an incident",
    load: () => import("./postmortem.ts"),
  },
  { name: "dry-run", summary: "Say what a runbook would do, and change nothing", load: () => import("./dry-run.ts") },
  { name: "execute", summary: "Run a runbook by hand", load: () => import("./execute.ts") },
  {
    name: "dismiss",
    summary: "Close an incident and keep quiet about it for a day",
    load: () => import("./dismiss.ts"),
  },
  {
    name: "resolve",
    summary: "Close an escalated incident that you have put right",
    load: () => import("./resolve.ts"),
  },
  {
    name: "repair",
    summary: "Files that do not parse: find, mend and merge them",
    load: () => import("./repair.ts"),
  },
  {
    name: "contract",
    summary: "Outputs of agents, held against what was agreed",
    load: () => import("./contract.ts"),
  },
  { name: "notify", summary: "Try the ways by which a human is told", load: () => import("./notify.ts") },
  { name: "model", summary: "Try the language model, where one is configured", load: () => import("./model.ts") },
  {
    name: "record-fix",
    summary: "Make a draft runbook of what you did by hand",
    load: () => import("./record-fix.ts"),
  },
  { name: "probe", summary: "Look at a target now", load: () => import("./probe.ts") },
  {
    name: "metrics",
    summary: "List what was detected, repaired and told, with times",
    load: () => import("./metrics.ts"),
  },
  {
    name: "policy",
    summary: "Show what holds repairs back, and try other policies",
    load: () => import("./policy.ts"),
  },
  { name: "eval", summary: "Write verdicts and attempts as a set to try policies on", load: () => import("./eval.ts") },
  { name: "traces", summary: "Send the traces of past incidents again", load: () => import("./traces.ts") },
  {
    name: "sinks",
    summary: "Show where events go besides, and whether they arrive",
    load: () => import("./sinks.ts"),
  },
  { name: "grants", summary: "List what delegates may do, and take it back", load: () => import("./grants.ts") },
  { name: "grant", summary: "Let a delegate do something for a while", load: () => import("./grant.ts") },
  { name: "healers", summary: "Show engine, mender and watchdog", load: () => import("./healers.ts") },
  { name: "audit", summary: "Prove that the log is whole, or read it", load: () => import("./audit.ts") },
  { name: "store", summary: "Put a whole store in the place of a damaged one", load: () => import("./store.ts") },
  { name: "token", summary: "Make, list and revoke tokens for the API", load: () => import("./token.ts") },
  {
    name: "config",
    summary: "Show the format of chiron.yaml, or what one comes to",
    load: () => import("./config.ts"),
  },
];
