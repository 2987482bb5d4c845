/** What an event carries, taken as a format of its own: so it is amended like every other list of fields. */
import type { Contract, ContractEvent, Format } from "../read/index.ts";

/** No format's number has a blank in it. */
export function payloadId(event: string): string {
  return `event ${event}`;
}

/** All that has fields. */
export function fieldHolders(contract: Contract): readonly Format[] {
  return [...contract.formats, ...contract.events.map(payloadOf)];
}

/** The contract with the one of them that goes by the id as `change` has it. */
export function withHolder(contract: Contract, id: string, change: (format: Format) => Format): Contract {
  return {
    ...contract,
    formats: contract.formats.map((format) => (format.id === id ? change(format) : format)),
    events: contract.events.map((event) =>
      payloadId(event.name) === id ? { ...event, payload: change(payloadOf(event)).fields } : event,
    ),
  };
}

export function payloadOf({ name, payload, place }: ContractEvent): Format {
  return {
    ...{ id: payloadId(name), title: name, priority: null, version: null, gates: [], producer: null },
    ...{ isAdvisory: false, isOrderFree: true, patterns: [], fields: payload, templates: [], schemas: [], place },
  };
}
