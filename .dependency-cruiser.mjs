/**
 * The import law: which file may import which. Each rule says what to do instead, because it is read by somebody who has
 * just tripped over it. Run `npm run check:imports`; the law itself is explained in ARCHITECTURE.md.
 *
 * TypeScript is parsed by the package `typescript` (6, see tools/lib/syntax.ts), before its types are erased, so that
 * `import type` is seen, and is told apart from the import of a value.
 */

const TESTS = "\\.test\\.ts$";
/** Where processes start: they are started by path, not imported. */
const ENTRY_POINTS = ["(^|/)main\\.ts$", "^bin/", "^tools/[^/]+\\.(ts|mjs)$", "^examples/", "\\.config\\.(ts|js|mjs)$"];
/** The folders of src that hold rooms; in the other folders of src the folder itself is the room. */
const FLOORS = "core|loop|healers|surface|repair";
const DOORS = [
  `^src/(${FLOORS})/[^/]+/index\\.ts$`,
  "^src/(contract|fleet)/index\\.ts$",
  // Doors of inner folders that are meant for others. `model/plain` and `model/switches` load no schemas and `log/read` cannot write, for
  // programs that must start at once; `platform/real` and `platform/test` are the two worlds to choose from.
  "^src/core/(model/plain|model/switches|lib/lean|log/read|log/verify|platform/real|platform/test)/index\\.ts$",
  // `log/chain` is the form of a chain without its store, and side journals are such chains, for healers that must live without the store.
  "^src/core/log/chain/index\\.ts$",
  // `log/lock` is the lock that one process holds; the healers, which do without the store, hold their roles by it.
  "^src/core/log/lock/index\\.ts$",
  "^src/healers/mutual/side-journal/index\\.ts$",
  // What is done when a healer is not there: each is needed by one of the three, and costs the others nothing.
  "^src/healers/mutual/(critical|grants|last-good|small|watching)/index\\.ts$",
  "^src/healers/watchdog/emergency/index\\.ts$",
  // For the process that starts critical services while no engine lives, by the code by which the engine does.
  "^src/loop/act/supervisors/index\\.ts$",
  // What is told of drift, and what is wanted of a reader: only whoever has contracts, or shows incidents, loads them.
  "^src/surface/story/(drift|wanted)/index\\.ts$",
  // Which process is the engine: for `chiron down`, which loads nothing of it.
  "^src/healers/engine/record/index\\.ts$",
];
/** Folders whose members are added one by one, each a folder with its own door. */
const FAMILY =
  "loop/sense/probes|loop/sense/checks|loop/sense/intake|loop/act/actions|loop/guard/policies|repair/fixers|repair/agents|surface/notify/channels|surface/export/sinks";
/** Built-in modules that reach the world outside of the process, or bring chance into it. */
const WORLD =
  "^(node:)?(child_process|cluster|crypto|dgram|dns|fs|http|http2|https|inspector|net|os|process|readline|repl|sqlite|timers|tls|tty|worker_threads)(/|$)";

const loop = [
  {
    name: "stages-do-not-meet",
    comment:
      "Data flows; imports do not. A stage never imports another stage: it returns what it found, healers/engine appends that " +
      "to the log and hands it to the next stage. If both need the same type, it belongs to #core/model; if both need " +
      "the same helper, to #core/lib. A test of several stages together belongs to test/.",
    from: { path: "^src/loop/([^/]+)/" },
    to: { path: "^src/loop/", pathNot: "^src/loop/$1/" },
  },
  {
    name: "stages-stand-on-the-model",
    comment:
      "A stage imports itself, #core/model, #core/lib and the types of #core/platform. It does not read the log or the " +
      "configuration, and it knows nothing of healers and surfaces: what it needs, the engine passes to it as an argument.",
    from: { path: "^src/loop/", pathNot: TESTS },
    to: { path: "^src/", pathNot: "^src/(loop|core/(model|lib|platform))/" },
  },
  {
    name: "stages-are-given-the-world",
    comment:
      "A stage imports only the types of #core/platform (`import type { Clock }`) and is given the real ones by the engine, " +
      "or simulated ones by the simulation. Add a parameter instead of importing the value.",
    from: { path: "^src/loop/", pathNot: TESTS },
    to: { path: "^src/core/platform/", dependencyTypesNot: ["type-only"] },
  },
  {
    name: "only-the-engine-calls-stages",
    comment:
      "Only healers/engine knows the stages and their order, so that every arrow between them is an event in the log. Ask for " +
      "what you need on the engine's façade (its type is in #core/model).",
    // While no engine lives, critical services are started by the supervisors' own code, in a process apart (ADR 0022).
    from: {
      path: "^src/",
      pathNot: ["^src/loop/", "^src/healers/engine/", "^src/healers/watchdog/starting/main\\.ts$", TESTS],
    },
    to: { path: "^src/loop/" },
  },
];

const repair = [
  {
    name: "repair-stands-apart",
    comment:
      "Code is mended apart from the healing of services: src/repair sees the model, the helpers, the platform, and how a language model is " +
      "asked, and nothing of loop, log and healers. The mender gives it its work, and records what came of it.",
    from: { path: "^src/repair/", pathNot: TESTS },
    to: { path: "^src/", pathNot: "^src/(repair|core/(model|lib|platform|language-model))/" },
  },
];

const contract = [
  {
    name: "contracts-are-pure",
    comment:
      "A contract and an output go in, findings come out: src/contract sees #core/model and #core/lib, and nothing of files, time, engine " +
      "or log. Who checks reads the files, and passes their text.",
    from: { path: "^src/contract/", pathNot: TESTS },
    to: { path: "^src/", pathNot: "^src/(contract|core/(model|lib))/" },
  },
];

const core = [
  {
    name: "core-looks-down",
    comment:
      "Everything stands on core, so core knows nothing of what stands on it. Take what you need as an argument: the schemas " +
      "of the probes, for instance, are passed to #core/config by the engine.",
    from: { path: "^src/core/" },
    to: { path: "^src/", pathNot: "^src/core/" },
  },
  {
    name: "the-model-stands-alone",
    comment:
      "The vocabulary and the helpers are imported by all, and import nothing but each other, and types of #core/platform. What " +
      "needs a clock, a file or the log is not vocabulary: it belongs to a stage, or to another folder of core.",
    from: { path: "^src/core/(model|lib)/", pathNot: TESTS },
    to: { path: "^src/", pathNot: "^src/core/(model|lib)/", dependencyTypesNot: ["type-only"] },
  },
  {
    name: "log-and-config-do-not-meet",
    comment:
      "#core/log and #core/config stand on model, lib and platform, and are joined by the engine: it reads the one, and " +
      "records in the other what it read.",
    from: { path: "^src/core/(log|config|platform)/", pathNot: TESTS },
    to: { path: "^src/core/(log|config)/", pathNot: "^src/core/$1/" },
  },
];

const surfaces = [
  {
    name: "surfaces-see-the-facade",
    comment:
      "A surface shows and asks; it decides nothing. It sees #core/model (with the type of the engine's façade, which is passed " +
      "to it), #core/lib and #core/platform. What it lacks is missing on the façade: add it there, and every surface has it.",
    from: { path: "^src/(surface/[^/]+|fleet)/", pathNot: ["^src/surface/cli/", TESTS] },
    to: { path: "^src/", pathNot: ["^src/$1/", "^src/core/(model|lib|platform)/"] },
  },
  {
    // The exceptions to the rule above, all in the command line, which is also where the processes are put together:
    // `up` starts the healers, `validate` reads a configuration and `audit verify` a log without an engine. Each is loaded
    // by `await import("#…")` in the command that needs it.
    name: "the-command-line-loads-lazily",
    comment:
      "`chiron status` answers in 150 ms because it loads nothing that it does not need. Load healers, log, configuration and " +
      'other surfaces inside the command that needs them: `const { startEngine } = await import("#healers/engine")`. ' +
      "Importing their types costs nothing.",
    from: { path: "^src/surface/cli/", pathNot: TESTS },
    to: {
      path: "^src/",
      pathNot: ["^src/surface/cli/", "^src/core/(model|lib|platform)/"],
      dependencyTypesNot: ["type-only", "dynamic-import"],
    },
  },
  {
    name: "the-watchdog-depends-on-little",
    comment:
      "The watchdog must live when all else is broken, and be as small as Node lets it be. It, and what the three processes have in " +
      "common, import Node's own modules, types, #core/model/plain, and of the log the form of a chain and the lock of one holder; never the " +
      "store, a schema, YAML or HTTP. Read a small file yourself, without trust in it (mutual/small), or let the engine write one for you.",
    // Its own process, which the watchdog starts when a critical service is to be started, and that is gone again afterwards.
    from: { path: "^src/healers/(watchdog|mutual)/", pathNot: [TESTS, "^src/healers/watchdog/starting/main\\.ts$"] },
    to: {
      path: "^src/|^node_modules/",
      pathNot: [
        "^src/healers/(watchdog|mutual)/",
        "^src/core/(model/plain|log/chain|log/lock)/",
        "^node_modules/@types/",
      ],
      dependencyTypesNot: ["type-only"],
    },
  },
  {
    name: "the-healers-meet-at-one-place",
    comment:
      "Engine, mender and watchdog are processes of their own: what one has to know of another stands in the log, or in the small files of " +
      "healers/mutual. What two of them share goes there.",
    from: { path: "^src/healers/(engine|mender|watchdog)/", pathNot: TESTS },
    to: { path: "^src/healers/(engine|mender|watchdog)/", pathNot: "^src/healers/$1/" },
  },
  {
    name: "the-mender-loads-no-schemas",
    comment:
      "The mender waits nearly all of its life, and schemas are a tenth of what it would take for that: it, and what it stands on, take values " +
      "of the model from #core/model/plain or #core/model/switches, and helpers from #core/lib/lean. Types cost nothing; what needs " +
      "schemas once in a while is loaded by `await import`.",
    from: {
      path: "^src/(healers/mender|repair/worktrees|core/(log|platform|lib/(lean|git)))/",
      pathNot: [TESTS, "^src/core/[^/]+/test(ing)?/"],
    },
    to: { path: "^src/core/(model|lib|config)/index\\.ts$", dependencyTypesNot: ["type-only", "dynamic-import"] },
  },
  {
    name: "side-journals-need-no-store",
    comment:
      "A side journal is written when the store is not to be had, and by the watchdog, which is small: Node's own modules, " +
      "#core/model/plain, and the form of a chain. Types cost nothing. What it lacks, pass it as an argument.",
    from: { path: "^src/healers/mutual/side-journal/", pathNot: TESTS },
    to: {
      path: "^src/",
      pathNot: "^src/(healers/mutual/side-journal|core/model/plain|core/log/chain)/",
      dependencyTypesNot: ["type-only"],
    },
  },
  {
    name: "nothing-imports-the-command-line",
    comment: "The command line is the outermost layer. Move what others need from it to #core/lib or onto the façade.",
    from: { path: "^src/", pathNot: "^src/surface/cli/" },
    to: { path: "^src/surface/cli/" },
  },
];

const doors = [
  {
    name: "enter-by-the-door",
    comment:
      "A folder's only door is its index.ts. Import `#loop/guard`, not a file in it; if the door does not export what you need, " +
      "either it should, or it is nobody else's business.",
    from: { path: `^src/(${FLOORS})/([^/]+)/` },
    to: { path: `^src/(${FLOORS})/[^/]+/|^src/(contract|fleet)/`, pathNot: ["^src/$1/$2/", ...DOORS] },
  },
  {
    name: "enter-by-the-door-from-outside",
    comment:
      "Tests, benches and tools come in by the same door as everybody: the index.ts of a folder, or a process's main.ts. What " +
      "is only reachable inside is tested beside its code.",
    from: { path: "^(bin|sim|test|bench|examples|tools)/" },
    to: { path: "^src/", pathNot: [...DOORS, "(^|/)main\\.ts$"] },
  },
  {
    name: "enter-by-the-door-of-a-house",
    comment: "The same for contract and fleet: come in by their index.ts, and by the others' index.ts.",
    from: { path: "^src/(contract|fleet)/" },
    to: { path: "^src/", pathNot: ["^src/$1/", ...DOORS] },
  },
  {
    name: "members-do-not-meet",
    comment:
      "The members of a family (probes, actions, policies, channels …) know the family and not each other, so that each can be " +
      "read, copied and removed alone. What two of them share goes into a file beside registry.ts.",
    from: { path: `^src/(${FAMILY})/([^/]+)/` },
    to: { path: "^src/$1/[^/]+/", pathNot: "^src/$1/$2/" },
  },
  {
    name: "members-are-met-in-the-registry",
    comment:
      "Only registry.ts imports the members of its family, each by its index.ts; all others look a member up by name. That is " +
      "why a member is added in one place.",
    from: { path: "^src/", pathNot: [`^src/(${FAMILY})/registry\\.ts$`, `^src/(${FAMILY})/[^/]+/`, TESTS] },
    to: { path: `^src/(${FAMILY})/[^/]+/` },
  },
];

const world = [
  {
    name: "the-world-has-one-door",
    comment:
      "Files, processes, sockets, time and chance are reached through #core/platform, which the simulation can replace. Add what " +
      "is missing there. Declared exceptions: probes, intake, actions and surfaces (whose work is the outside world), " +
      "core/log (SQLite, hashing, the files of its own store), core/lib (hashing), repair (its parsers run in processes of their " +
      "own and read the files that they are told to; repair/changes looks at whole trees, and at times that programs cannot set), the files that make the engine a " +
      "process (main.ts, run.ts, and record: who it is), gates (its thread that checks, and streams that are followed), and the healers beside it, which must do without the platform.",
    from: {
      path: "^src/",
      pathNot: [
        "^src/core/(platform|log|lib)/",
        "^src/loop/sense/(probes|intake)/",
        "^src/loop/act/",
        "^src/surface/",
        "^src/repair/changes/",
        "^src/healers/engine/(run\\.ts|keeping/|record/|main\\.ts|lean\\.ts)",
        "^src/healers/engine/gates/(apart/|following/stream\\.ts)",
        "^src/healers/(mutual|watchdog|mender|drill)/",
        "^src/repair/(languages|files|scan)/",
        TESTS,
      ],
    },
    to: { path: WORLD, dependencyTypesNot: ["type-only"] },
  },
  {
    name: "the-log-knows-sqlite-and-hashes",
    comment:
      "core/log may use node:sqlite, node:crypto and, for the files of its own store, node:fs. For all else " +
      "there is #core/platform.",
    from: { path: "^src/core/log/", pathNot: TESTS },
    to: { path: WORLD, pathNot: "^(node:)?(crypto|sqlite|fs|fs/promises)$", dependencyTypesNot: ["type-only"] },
  },
  {
    name: "helpers-only-hash",
    comment:
      "Hashing is all that core/lib takes from the machine. A store belongs to core/log, the rest to #core/platform.",
    from: { path: "^src/core/lib/", pathNot: TESTS },
    to: { path: WORLD, pathNot: "^(node:)?crypto$", dependencyTypesNot: ["type-only"] },
  },
];

const general = [
  {
    name: "no-cycles",
    // An import of a type is erased before anything runs, and closes no circle.
    comment: "Two files that import each other are one file, or three: move what both need into a third.",
    from: {},
    to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
  },
  {
    name: "no-orphans",
    comment: "Nobody imports this file and it imports nobody. Delete it, or use it.",
    from: { orphan: true, pathNot: [TESTS, ...ENTRY_POINTS, "(^|/)\\.[^/]+$", "\\.d\\.ts$", "^(web|plugins)/"] },
    to: {},
  },
  {
    name: "src-stands-alone",
    comment:
      "What ships imports nothing of sim, test, bench, examples or tools. Move what both need to src. (Tests beside the code may " +
      "use test/support.)",
    from: { path: "^src/", pathNot: TESTS },
    to: { path: "^(sim|test|bench|examples|tools|web|plugins|bin)/" },
  },
  {
    name: "unit-tests-stand-beside-their-code",
    comment:
      "Beside test/support a unit test imports only src. If it needs more, it is an acceptance test: move it to test/.",
    from: { path: `^src/.*${TESTS}` },
    to: { path: "^(sim|test|bench|examples|tools|web|plugins|bin)/", pathNot: "^test/support/" },
  },
  {
    name: "tests-are-not-imported",
    comment: "Importing a test runs it. Move what both need to a file of its own.",
    from: {},
    to: { path: TESTS },
  },
  {
    name: "everything-resolves",
    comment: "There is no such file or package. Is it spelled right, with its extension, and is it in package.json?",
    from: {},
    // `mdast` is a package of types alone (@types/mdast); nothing of it is there to be loaded.
    to: { couldNotResolve: true, pathNot: "^mdast$" },
  },
  {
    name: "what-ships-is-a-dependency",
    comment: "Development dependencies are not there when Chiron is installed. Move the package to `dependencies`.",
    from: { path: "^(src|bin)/", pathNot: TESTS },
    to: { dependencyTypes: ["npm-dev"], dependencyTypesNot: ["type-only"] },
  },
  {
    name: "packages-are-declared",
    comment: "The package is there only because another one brought it. Add it to package.json.",
    from: {},
    to: { dependencyTypes: ["npm-no-pkg", "npm-unknown"] },
  },
];

const rules = [...loop, ...repair, ...contract, ...core, ...surfaces, ...doors, ...world, ...general];

export default {
  forbidden: rules.map((rule) => ({ severity: "error", ...rule })),
  options: {
    exclude: { path: "^(web|plugins|dist|[.]cache)/" },
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    detectProcessBuiltinModuleCalls: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      conditionNames: ["import", "node", "default", "types"],
      exportsFields: ["exports"],
      extensions: [".ts", ".mjs", ".js", ".json"],
    },
  },
};
