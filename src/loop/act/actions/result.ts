/** How actions answer. What is refused or goes wrong in the world is an answer; only an error in the program is thrown. */
import { type ActionResult, type Artifact, messageOf } from "#core/model";

/** Said no for a reason that the reader can do something about. */
export class Refusal extends Error {
  constructor(message: string) {
    super(message);
    this.name = "Refusal";
  }
}

export function succeeded(summary: string, artifacts: readonly Artifact[] = []): ActionResult {
  return { success: true, summary, artifacts };
}

export function failed(summary: string, artifacts: readonly Artifact[] = []): ActionResult {
  return { success: false, summary, artifacts };
}

/** Turns refusals and errors of the system (which carry a code such as ENOSPC) into a failed result. */
export async function answering(work: () => Promise<ActionResult>): Promise<ActionResult> {
  try {
    return await work();
  } catch (error) {
    if (isExpected(error)) return failed(messageOf(error));
    throw error;
  }
}

/** How the dry run of a step begins that cannot be done. */
export const wouldFail = "Would do nothing, and fail:";

/** The same for a dry run, whose answer is a sentence. */
export async function saying(work: () => Promise<string>): Promise<string> {
  try {
    return await work();
  } catch (error) {
    if (isExpected(error)) return `${wouldFail} ${messageOf(error)}`;
    throw error;
  }
}

function isExpected(error: unknown): boolean {
  return error instanceof Refusal || (error instanceof Error && typeof (error as { code?: unknown }).code === "string");
}
