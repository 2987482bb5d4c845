/** What speaks for which explanation. A rule sees one pattern and what is around it, and says nothing where it does not apply. */
import { suggest } from "#core/lib";
import type { DriftHypothesis, ViolationKind } from "#core/model";
import { typeOfText } from "../amend/index.ts";
import type { Pattern } from "./pattern.ts";

interface Scene {
  readonly pattern: Pattern;
  readonly others: readonly Pattern[];
  readonly contractChangedAt: number | null;
}

interface Clue {
  readonly speaksFor: DriftHypothesis["kind"];
  readonly points: number;
  readonly because: string;
}

type Rule = (scene: Scene) => readonly Clue[];

/** Something is there that the contract does not know. */
const additions: readonly ViolationKind[] = ["unknown_field", "wrong_enum", "out_of_range", "unknown_event"];
/** Something is not there, or not as the contract has it. */
const departures: readonly ViolationKind[] = [
  "missing_field",
  "missing_column",
  "wrong_type",
  "wrong_enum",
  "out_of_range",
  "wrong_order",
  "unparseable",
];
const fewOutputs = 5;
const soonMs = 86_400_000;

const whatItsKindSays: Rule = ({ pattern: { kind, path } }) => {
  switch (kind) {
    case "unknown_field":
      return [
        say(
          "contract_stale",
          2,
          `the contract says nothing of \`${path}\`, and an addition breaks nobody who does not know it`,
        ),
      ];
    case "wrong_order":
      return [say("parser_too_strict", 2, "all of it is there, in another order")];
    case "version_mismatch":
      return [say("producer_drifted", 3, "it is written after an older version of the contract")];
    case "unparseable":
      return [say("producer_drifted", 2, "the output has none of the shapes that the contract knows")];
    case "missing_field":
    case "missing_column":
    case "wrong_type":
    case "wrong_enum":
    case "out_of_range":
      return [say("producer_drifted", 1, `the contract is explicit about \`${path}\``)];
    case "orphan_event":
    case "unknown_event":
      return [say("producer_drifted", 1, `\`${path}\` is sent, and nobody who is named in the contract waits for it`)];
    default:
      return kind satisfies never;
  }
};

const aHabit: Rule = ({ pattern: { kind, recent, path, samples, passedBefore } }) => {
  if (recent.outputs < fewOutputs || recent.hits < 0.9 * recent.outputs) return [];
  const types = new Set(samples.map(({ received }) => typeSeen(received)));
  const often = `\`${path}\` is so in ${recent.hits} of the last ${recent.outputs} outputs`;
  if (!additions.includes(kind)) return passedBefore > 0 ? [say("deliberate_evolution", 2, often)] : [];
  if (types.size > 1) return [say("deliberate_evolution", 2, often)];
  const because = `${often}, of the same type each time (${[...types].join()})`;
  return [say("contract_stale", 4, because), say("deliberate_evolution", 4, because)];
};

const anException: Rule = ({ pattern: { recent, path } }) => {
  if (recent.outputs < 2 * fewOutputs || recent.hits > 0.2 * recent.outputs) return [];
  return [say("producer_drifted", 3, `\`${path}\` is so in only ${recent.hits} of the last ${recent.outputs} outputs`)];
};

const changingTypes: Rule = ({ pattern: { kind, path, samples } }) => {
  const types = new Set(samples.map(({ received }) => typeSeen(received)));
  if (kind !== "unknown_field" || types.size < 2) return [];
  return [say("producer_drifted", 2, `\`${path}\` is of a different type each time (${[...types].join(", ")})`)];
};

const itWorkedBefore: Rule = ({ pattern: { kind, passedBefore, firstAt } }) => {
  if (!departures.includes(kind) || passedBefore < fewOutputs) return [];
  return [say("producer_drifted", 2, `${passedBefore} outputs passed before the first that did not, ${time(firstAt)}`)];
};

const itNeverWorked: Rule = ({ pattern: { kind, passedBefore, recent } }) => {
  if (!departures.includes(kind) || passedBefore > 0 || recent.outputs < fewOutputs || recent.hits < recent.outputs)
    return [];
  const because = `none of the ${recent.outputs} outputs seen has ever passed`;
  return [say("contract_stale", 2, because), say("parser_too_strict", 1, because)];
};

const itIsThereAfterAll: Rule = ({ pattern: { samples } }) => {
  const clue = samples.findLast((sample) => sample.clue !== null)?.clue;
  return clue ? [say("parser_too_strict", 4, clue)] : [];
};

const oneNameForAnother: Rule = ({ pattern, others }) => {
  const opposite =
    pattern.kind === "unknown_field" ? "missing_field" : pattern.kind === "missing_field" ? "unknown_field" : null;
  if (opposite === null) return [];
  const together = others
    .filter(({ kind, lastAt }) => kind === opposite && lastAt === pattern.lastAt)
    .map(({ path }) => path);
  const [first] = together;
  if (first === undefined) return [];
  const near = suggest(pattern.path, together);
  if (near)
    return [say("producer_drifted", 4, `\`${pattern.path}\` and \`${near}\` are one name, written in two ways`)];
  return [
    say(
      "deliberate_evolution",
      2,
      `\`${pattern.path}\` and \`${first}\` changed in the same output: it may have a new name`,
    ),
  ];
};

const aSlipOfThePen: Rule = ({ pattern: { kind, samples } }) => {
  const last = samples.at(-1);
  if (kind !== "wrong_enum" || last === undefined || last.clue !== null) return [];
  const near = suggest(
    last.received,
    last.expected.split(/[|,]/).map((value) => value.replace(/["'`]/g, "").trim()),
  );
  return near ? [say("producer_drifted", 3, `\`${last.received}\` is nearly \`${near}\``)] : [];
};

const anEventWithASister: Rule = ({ pattern: { kind, path, samples } }) => {
  if (kind !== "orphan_event" && kind !== "unknown_event") return [];
  const family = path.split(/[:./_-]/)[0] ?? path;
  const known = samples.flatMap(({ expected }) => expected.match(/[\p{L}\p{N}]+(?:[:./_-][\p{L}\p{N}]+)+/gu) ?? []);
  const sister = suggest(path, known) ?? known.find((name) => name !== path && name.startsWith(family));
  return sister ? [say("producer_drifted", 3, `\`${sister}\` is waited for, and is near enough to be meant`)] : [];
};

const theContractChanged: Rule = ({ pattern: { firstAt, passedBefore }, contractChangedAt: changedAt }) => {
  if (changedAt === null || passedBefore === 0 || firstAt < changedAt || firstAt - changedAt > soonMs) return [];
  return [say("producer_drifted", 3, `the contract was changed ${time(changedAt)}, within a day before`)];
};

const manySessions: Rule = ({ pattern: { kind, sessions } }) => {
  if (sessions.length < 3 || !additions.includes(kind)) return [];
  return [say("deliberate_evolution", 1, `it comes from ${sessions.length} sessions, not from one run`)];
};

export const rules: readonly Rule[] = [
  whatItsKindSays,
  aHabit,
  anException,
  changingTypes,
  itWorkedBefore,
  itNeverWorked,
  itIsThereAfterAll,
  oneNameForAnother,
  aSlipOfThePen,
  anEventWithASister,
  theContractChanged,
  manySessions,
];

/** JSON is told by its brackets; an object is of a type of its own. */
function typeSeen(received: string): string {
  if (/^\s*\{.*\}\s*$/s.test(received)) return "object";
  return /^\s*\[.*\]\s*$/s.test(received) ? "list" : typeOfText(received);
}

function say(speaksFor: Clue["speaksFor"], points: number, because: string): Clue {
  return { speaksFor, points, because };
}

function time(at: number): string {
  return `at ${new Date(at).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}
