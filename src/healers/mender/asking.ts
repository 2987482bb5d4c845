/**
 * Coding agents, where no fixer helps (HEALER-16): each at a work tree of its own that is thrown away, whatever it did there. What comes back
 * are the bytes of the one file of the task, which are then parsed, committed, tested and shown like every other repair.
 */
import type { AgentSettings, AgentTask } from "#core/model";
import type { AgentAttempt, AgentMeans, FileCheck } from "#repair/agents";
import { makeDetachedWorktree, openSource, removeFolder, removeWorktree } from "#repair/worktrees";
import { NeedsHuman, type Trial } from "./trial.ts";
import { markOf, placesIn, worktreeOf } from "./types.ts";

export interface AgentsWork {
  readonly bytes: Uint8Array;
  readonly made: string;
  readonly why: string;
}

const longestSaid = 300;

/** One file that no fixer could mend. Throws NeedsHuman where none is configured, or all that were asked brought what may not be taken. */
export async function askAgents(trial: Trial, why: string): Promise<AgentsWork> {
  const { agent, files, why: said } = await askInTurn(trial, taskFor(trial), checkFor(trial), why);
  const changed = files.find(({ path }) => path === trial.task.file);
  if (changed === undefined) throw new NeedsHuman(`agent ${agent} changed another file than ${trial.task.file}`);
  return { bytes: changed.after, made: `agent ${agent}`, why: said };
}

export interface AskedWork {
  readonly agent: string;
  readonly files: Changed["files"];
  readonly why: string;
}

/** The agents of the repository, one after another, until one brings what may be taken. Throws as above. */
export async function askInTurn(trial: Trial, order: AgentTask, check: FileCheck, why = ""): Promise<AskedWork> {
  const { parts, declared, say } = trial;
  const { agents } = parts.reader.mending.agents();
  const known = declared.agents.flatMap((name) => agents.filter((agent) => agent.name === name));
  if (known.length === 0) throw new NeedsHuman(why === "" ? `${declared.id} names no coding agent` : why);
  const reasons: string[] = [];
  let mayHelpLater = false;
  for (const agent of known) {
    say("asking an agent", agent.name);
    // Nothing runs before it is on record that it does.
    await parts.durable();
    const attempt = await attemptBy(trial, agent, order, check);
    if (attempt.kind === "changed") return { agent: agent.name, files: attempt.files, why: saidOf(attempt) };
    reasons.push(`agent ${agent.name}: ${reasonOf(attempt)}`);
    mayHelpLater ||= attempt.kind === "failed";
  }
  const all = [why, ...reasons].filter((one) => one !== "").join("; ");
  // A server that is down, or a program that was too slow, may do better another time.
  throw mayHelpLater ? new Error(all) : new NeedsHuman(all);
}

async function attemptBy(
  trial: Trial,
  agent: AgentSettings,
  wanted: AgentTask,
  check: FileCheck,
): Promise<AgentAttempt> {
  const { parts, source, base, task } = trial;
  const { files } = parts.platform;
  const path = `${worktreeOf(parts, task)}.agent`;
  const scratch = `${placesIn(parts.dataDir).agents}/${task.id}`;
  await removeWorktree(source.repository, path, files);
  await removeFolder(scratch, files);
  try {
    await makeDetachedWorktree(source, { path, base }, files);
    await files.makeFolder(scratch, 0o700);
    const { runAgent } = await import("#repair/agents");
    const order = { agent, task: wanted, worktree: { path, repository: source.repository.path } };
    return await runAgent({ ...order, check, signal: parts.signal }, meansFor(trial, scratch));
  } finally {
    // Anew, and not by the mender's own signal: the agent may have changed the configuration, and tidying up goes on when the mender ends.
    const calm = { ...parts.platform, signal: new AbortController().signal };
    const { repository } = await openSource(trial.declared, source.branch, calm);
    await removeWorktree(repository, path, files);
    await removeFolder(scratch, files);
  }
}

function taskFor({ declared, task: { id, file, language, faults } }: Trial): AgentTask {
  return {
    ...{ id, files: [file], errors: faults.map((fault) => ({ path: file, ...fault })) },
    trouble: `${file} is no ${language} that its parser takes`,
    checks: [
      `the ${language} parser must take the file, and nothing else may differ`,
      ...(declared.test === null ? [] : ["the repository's own tests must pass"]),
      "a human sees the change before it is kept, unless the repository says otherwise",
    ],
  };
}

function checkFor({ parts, task: { language } }: Trial): FileCheck {
  return async (file) => {
    const [checked] = await parts.syntax.check([{ file: file.path, bytes: file.after }], parts.signal);
    if (checked === undefined) return { ok: false, why: "no parser knows it any more" };
    const [fault] = checked.faults;
    if (fault !== undefined) return { ok: false, why: `it does not parse: line ${fault.line}: ${fault.message}` };
    const { vanished } = await import("#repair/agents");
    return { ok: true, notes: await vanished(language, file) };
  };
}

function meansFor({ parts, task, say }: Trial, scratch: string): AgentMeans {
  const { clock, random, ids, processes, files, network } = parts.platform;
  return {
    ...{ clock, random, ids, processes, files, network, scratch },
    hidden: [parts.dataDir],
    mark: markOf(parts, task.id),
    model: parts.reader.mending.agents().model ?? undefined,
    environment: (name) => processes.variable(name),
    async announce({ bytes, digest }) {
      say("asking an agent", `${bytes} bytes to the language model, SHA-256 ${digest}`);
      await parts.durable();
    },
  };
}

function saidOf({ notes, result }: Changed): string {
  const said = (result?.said ?? "").replace(/\s+/g, " ").slice(-longestSaid);
  const kept = { bwrap: "confined by bubblewrap", tools: "by tools alone", none: "not confined" } as const;
  const parts = [
    `it was ${kept[result?.confinement ?? "none"]}`,
    ...notes,
    ...(said === "" ? [] : [`it says: ${said}`]),
  ];
  return parts.join("; ");
}

type Changed = Extract<AgentAttempt, { kind: "changed" }>;

function reasonOf(attempt: Exclude<AgentAttempt, Changed>): string {
  return attempt.kind === "refused" ? `what it did is not taken: ${attempt.reasons.join("; ")}` : attempt.why;
}
