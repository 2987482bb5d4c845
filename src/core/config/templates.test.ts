import assert from "node:assert/strict";
import { test } from "node:test";
import { readWritten } from "../../../test/support/configuration.ts";

/** A pack that somebody might write: sites, each with a name of its own, and whom to tell. */
const template = `settings:
  sites:
    list:
      fields:
        id: { type: name }
        url: { type: url }
        socket: { type: path, optional: true }
        every: { type: duration, default: 30s }
        labels: { map: { type: text }, default: {} }
  tell: { type: any, optional: true }
  strict: { type: boolean, default: false }
targets:
  - each: $pack.sites
    id: $each.id
    kind: service
    supervisor: $each.supervisor
    probes:
      - http: { url: $each.url, every: $each.every, headers: $each.labels }
      - if: $each.socket
        tcp: { path: $each.socket }
      - if: $pack.strict
        http: { id: strict, url: $each.url, expect: { status: 200 } }
notify:
  notice:
    - if: $pack.tell
      webhook: { url: $pack.tell }
`;
const whole = template.replace("    supervisor: $each.supervisor\n", "");

function page(settings: string): Readonly<Record<string, string>> {
  return { "chiron.yaml": `packs:\n  - ./sites:\n${settings}  - service\n`, "sites/template.yaml": whole };
}

test("HOST-13: a pack makes targets of what it is told: typed, filled in, whole, and only what was asked for", async (t) => {
  const settings = `      sites:
        - { id: shop, url: "http://127.0.0.1:1/", socket: ./shop.sock }
        - { id: blog, url: "http://127.0.0.1:2/", every: 5s, labels: { Host: "$pack.strict; rm -rf /" } }
      tell: http://127.0.0.1:3/
`;
  const { settings: read, said, folder } = await readWritten(t, page(settings));
  assert.equal(said, "");
  const shown = read?.targets.map(({ id, pack, probes }) => ({
    id,
    pack,
    probes: probes.map(({ id: probe, everyMs }) => [probe, everyMs]),
  }));
  assert.deepEqual(shown, [
    {
      id: "shop",
      pack: "./sites",
      probes: [
        ["http", 30_000],
        ["tcp", 30_000],
      ],
    },
    { id: "blog", pack: "./sites", probes: [["http", 5_000]] },
  ]);
  assert.equal(read?.targets[0]?.probes[1]?.options.path, `${folder}/shop.sock`, "paths are relative to chiron.yaml");
  const blog = read?.targets[1]?.probes[0]?.options.headers;
  assert.deepEqual(blog, { Host: "$pack.strict; rm -rf /" }, "what a setting holds is not looked at again");
  assert.deepEqual(
    read?.notify.notice.map(({ options }) => options.url),
    ["http://127.0.0.1:3/"],
  );
});

const site = '{ id: shop, url: "http://127.0.0.1:1/" }';

/** Each is wrong in one way; what is said is all that is said, at the line where the owner wrote it. */
const wrong: readonly (readonly [what: string, settings: string, said: readonly string[]])[] = [
  [
    "a misspelt setting",
    `      sits: [ ${site} ]\n      sites: []\n`,
    [
      'chiron.yaml:3:7  packs[0]["./sites"].sits is an unknown key; did you mean "sites"?',
      `  3 |       sits: [ ${site} ]`,
      "            ^",
    ],
  ],
  [
    "a missing one",
    "      strict: true\n",
    [
      'chiron.yaml:3:7  packs[0]["./sites"].sites is missing; a list is wanted',
      "  3 |       strict: true",
      "            ^",
    ],
  ],
  [
    "one of the wrong type",
    "      sites: [ { id: shop, url: nowhere } ]\n",
    [
      'chiron.yaml:3:33  packs[0]["./sites"].sites[0].url is not a URL',
      "  3 |       sites: [ { id: shop, url: nowhere } ]",
      "                                      ^",
    ],
  ],
  [
    "what only the probe that it ends in refuses",
    "      sites: [ { id: shop, url: 'ftp://127.0.0.1/' } ]\n",
    [
      'chiron.yaml:3:33  packs[0]["./sites"].sites[0].url is not an http or https URL',
      "  3 |       sites: [ { id: shop, url: 'ftp://127.0.0.1/' } ]",
      "                                      ^",
    ],
  ],
  [
    "an id that is taken",
    `      sites: [ ${site}, ${site} ]\n`,
    [
      'chiron.yaml:3:64  packs[0]["./sites"].sites[1].id the id "shop" is taken by another target',
      `  3 |       sites: [ ${site}, ${site} ]`,
      "                                                                     ^",
    ],
  ],
];

for (const [what, settings, said] of wrong) {
  test(`FACE-03: in the settings of a pack, ${what} is told with its place and what to do`, async (t) => {
    const read = await readWritten(t, page(settings));
    assert.equal(read.settings, undefined);
    assert.equal(read.said, said.join("\n"));
  });
}

test("FACE-03: what is wrong with a template itself is told to its author", async (t) => {
  const problems = async (text: string) => {
    const files = { "chiron.yaml": "packs: [ ./own ]\n", "own/template.yaml": text };
    const { said } = await readWritten(t, files);
    return said.split("\n")[0];
  };
  const setting =
    "settings: { url: { type: url, optional: true }, ids: { list: { fields: { a: { type: name } } }, default: [] } }\n";
  const target = (url: string) =>
    `${setting}targets: [ { id: a, kind: service, probes: [ http: { url: ${url} } ] } ]\n`;
  assert.match(
    (await problems(target("$pack.ulr"))) ?? "",
    /^own\/template\.yaml:2:59 {2}targets\[0\]\.probes\[0\]\.http\.url \$pack\.ulr leads nowhere: there is no setting "ulr"; did you mean "url"\?$/,
  );
  assert.match(
    (await problems(target('"http://$pack.url"'))) ?? "",
    /is not a reference; a reference is a whole value/,
  );
  assert.match((await problems(target("$each.url"))) ?? "", /\$each stands for nothing here/);
  assert.match(
    (await problems(`${setting}targets: [ { each: $pack.ids, id: $each.b, kind: service } ]\n`)) ?? "",
    /\$each\.b leads nowhere: there is no setting "b"; there are a$/,
  );
  assert.match(
    (await problems("settings: { a: { type: urll } }\n")) ?? "",
    /settings\.a\.type must be one of text, .*did you mean "url"\?/,
  );
  assert.match(
    (await problems("settings: { a: { type: url, default: x } }\n")) ?? "",
    /settings\.a\.default is not a URL/,
  );
  assert.match(
    (await problems("settings: { a: { list: { type: url }, map: { type: url } } }\n")) ?? "",
    /says exactly one of type/,
  );
  assert.match((await problems("packs: [ ./own ]\n")) ?? "", /packs\[0\] needs itself: \.\/own → \.\/own/);
});

test("FACE-03: a pack passes on what it was told to the packs that it needs, and a mistake is still told where it was made", async (t) => {
  const outer = `settings: { list: { type: any }, more: { type: any, optional: true } }
packs: [ service, ./sites: { sites: $pack.list, tell: $pack.more } ]
`;
  const read = (list: string) =>
    readWritten(t, {
      "chiron.yaml": `packs:\n  - service\n  - ./outer:\n      list:\n        - ${list}\n`,
      "outer/template.yaml": outer,
      "sites/template.yaml": whole,
    });
  const good = await read(site);
  assert.equal(good.said, "");
  assert.deepEqual(
    good.settings?.targets.map(({ id }) => id),
    ["shop"],
  );
  assert.equal(good.settings?.notify.notice.length, 0, "what was not told is left out all the way");
  const { said } = await read(site.replace("url:", "ulr:"));
  assert.match(
    said,
    /chiron\.yaml:5:23 {2}packs\[1\]\["\.\/outer"\]\.list\[0\]\.ulr is an unknown key; did you mean "url"\?/,
  );
});

test("FACE-03: a pack that takes no settings says so", async (t) => {
  const { said } = await readWritten(t, "packs: [ service: { fast: true } ]\n");
  assert.match(said, /chiron\.yaml:1:10 {2}packs\[0\]\.service the pack "service" takes no settings/);
});

test("FACE-03: what a target declares for a shipped runbook is checked when it is read, not when it is needed", async (t) => {
  const target = (settings: string) => `targets:
  - id: writer
    kind: agent
    supervisor: { direct: { command: [sleep, "9"] } }
    settings: ${settings}
packs: [agents]
`;
  const { said } = await readWritten(t, target("{ caches: [cache], rebuild: make }"));
  assert.deepEqual(said.match(/^chiron.*$/gm), [
    'chiron.yaml:5:26  targets[0].settings.caches[0] "cache" is not an absolute path',
    "chiron.yaml:5:43  targets[0].settings.rebuild must be a list, not a text",
  ]);
  assert.equal((await readWritten(t, target("{ caches: [/srv/writer/cache] }"))).said, "");
});
