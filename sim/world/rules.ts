/** What can be wrong in a simulated world, and the runbooks for it. */

export const anomalies = [
  {
    type: "unit_down",
    title: "The unit does not serve",
    severity: "critical",
    probes: ["world"],
    when: "!reading.available || reading.values.serving == false",
    unavailable: "bad",
    bad: 2,
  },
  {
    type: "unit_slow",
    title: "The unit is overloaded",
    severity: "high",
    probes: ["world"],
    when: "reading.values.load > 80.0",
    clearWhen: "reading.values.load < 60.0",
    bad: 2,
  },
  {
    type: "unit_backlog",
    title: "The unit's backlog grows",
    severity: "medium",
    probes: ["world"],
    when: "reading.values.backlog > 100.0",
  },
  {
    type: "unit_corrupt",
    title: "The unit's data is damaged",
    severity: "critical",
    probes: ["world"],
    when: "reading.values.corrupt == true",
    page: "always",
  },
];

const limits = { attempts: 3, within: "10m", cooldown: "30s", timeout: "5m" };
const step = (action: string, timeout = "30s") => ({ action, timeout });

export const runbooks = [
  {
    ...{
      id: "rb-unit-down",
      title: "Bring a unit back",
      version: 1,
      matches: ["unit_down"],
      risk: "low",
      priority: 0,
      limits,
    },
    symptoms: ["!reading.available || reading.values.serving == false"],
    strategies: [
      { name: "restart", steps: [step("unit.restart")] },
      { name: "rebuild", steps: [step("unit.drain"), step("unit.rebuild", "60s")] },
    ],
    escalate: { afterAttempts: 3, afterTime: "20m" },
  },
  {
    ...{
      id: "rb-unit-shed",
      title: "Take load off a unit",
      version: 1,
      matches: ["unit_slow"],
      risk: "low",
      priority: 1,
      limits,
    },
    strategies: [
      { name: "shed", steps: [step("unit.inspect"), step("unit.shed")] },
      { name: "restart", steps: [step("unit.restart")] },
    ],
    escalate: { afterTime: "30m" },
  },
  {
    ...{
      id: "rb-unit-rest",
      title: "Restart a unit under too much load",
      version: 1,
      matches: ["unit_slow"],
      risk: "low",
      priority: 1,
      limits,
    },
    symptoms: ["reading.values.load > 94.0"],
    strategies: [{ name: "restart", steps: [step("unit.restart")] }],
    escalate: { afterTime: "30m" },
  },
  {
    ...{
      id: "rb-unit-flush",
      title: "Work a backlog off",
      version: 1,
      matches: ["unit_backlog"],
      risk: "medium",
      priority: 2,
      limits,
    },
    strategies: [{ name: "flush", steps: [step("unit.flush", "60s")] }],
    escalate: { to: "notice" },
  },
  {
    ...{
      id: "rb-unit-strained",
      title: "Relieve a unit that others see strained",
      version: 1,
      matches: ["unit_strained"],
      risk: "low",
      priority: 1,
      limits,
    },
    strategies: [
      { name: "shed", steps: [step("unit.shed")] },
      { name: "restart", steps: [step("unit.restart")] },
    ],
    escalate: { afterTime: "45m" },
  },
];
