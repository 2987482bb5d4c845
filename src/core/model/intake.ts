/** Intakes: the family of ways by which others tell that something is wrong; one of the kinds of extension. */
import type { z } from "zod";
import type { IntakeRequest, Trigger, TriggerKind } from "./trigger.ts";

type Schema = z.ZodType<object>;

export interface IntakeContext {
  /** Wall clock, ms, when the request came. */
  readonly now: number;
}

/**
 * A way for others to say that something is wrong. `receive` is pure: from a request and its options to triggers, and nothing else; what cannot
 * be understood it refuses as a whole with ChironError("bad_request"), which says what is wrong with it. What comes is text of strangers.
 */
export interface Intake<O extends object = object> {
  readonly name: string;
  readonly summary: string;
  /** What its triggers are. */
  readonly kind: TriggerKind;
  readonly schema: z.ZodType<O>;
  /** Whether it is there without being configured, with its defaults. */
  readonly isAlwaysOn: boolean;
  /** What is wrong with conditions and expressions in its options, each with its path; found when the configuration is read. */
  readonly check?: (options: O) => readonly { readonly path: readonly (string | number)[]; readonly message: string }[];
  /** Types of anomaly that its options name. */
  readonly types?: (options: O) => readonly string[];
  receive(request: IntakeRequest, options: O, context: IntakeContext): readonly Trigger[];
}

export function defineIntake<S extends Schema>(
  intake: Omit<Intake<z.output<S> & object>, "schema"> & { readonly schema: S },
): Intake {
  return intake as unknown as Intake;
}
