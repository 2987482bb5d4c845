/**
 * The thread in which contracts are compiled and outputs are held against them, so that the engine's loop goes on meanwhile, and so that an
 * output on which a checker hangs, or takes all memory, takes this thread and nothing else.
 */
import { parentPort } from "node:worker_threads";
import { type Contract, compileMigrating, type MigratingChecker, outputBesideContract, readContract } from "#contract";
import { ChironError, messageOf } from "#core/model/plain";
import type { Answered, Asked, ContractSummary, Order, Results, Revision } from "./orders.ts";

interface Compiled {
  readonly checker: MigratingChecker;
  /** The newest text, and what it was read as. */
  readonly text: string;
  readonly contract: Contract;
}

const compiled = new Map<string, Compiled>();

function carryOut(order: Order): Results[keyof Results] {
  switch (order.kind) {
    case "compile":
      return compile(order.key, order.revisions, order.windowMs);
    case "check": {
      const { output, format, gate, at } = order;
      return compiledAs(order.key).checker.check(output, { at, gate, ...(format === null ? {} : { format }) });
    }
    case "compare": {
      const { contract, text } = compiledAs(order.key);
      return order.recorded.map((one) => outputBesideContract(one, contract, text));
    }
    case "forget":
      compiled.delete(order.key);
      return null;
  }
}

function compiledAs(key: string): Compiled {
  const found = compiled.get(key);
  if (found === undefined) throw new Error(`nothing is compiled under ${key}`);
  return found;
}

/** The newest is the last one. */
function compile(key: string, revisions: readonly Revision[], windowMs: number): ContractSummary {
  const read = revisions.map(({ text, since }) => ({ contract: readContract(text), since }));
  const contract = read.at(-1)?.contract;
  const text = revisions.at(-1)?.text;
  if (contract === undefined || text === undefined) throw new Error("there is nothing to compile");
  if (contract.formats.length === 0 && contract.events.length === 0)
    throw new ChironError("bad_request", "it has no format and no event");
  compiled.set(key, { checker: compileMigrating(read, { windowMs }), text, contract });
  return {
    version: contract.version,
    formats: contract.formats.map(({ id, title, priority, version, producer, gates, place }) => ({
      ...{ id, title, priority, version, producer, gates },
      ...{ line: place.line, endLine: place.endLine },
    })),
    events: contract.events.length,
    remarks: contract.remarks.length,
  };
}

function answer({ id, order }: Asked): Answered {
  try {
    return { id, result: carryOut(order) };
  } catch (error) {
    if (error instanceof ChironError)
      return { id, failure: { code: error.code, message: error.message, help: error.help } };
    return {
      id,
      failure: { code: "bad_request", message: `it cannot be checked: ${messageOf(error)}`, help: undefined },
    };
  }
}

parentPort?.on("message", (asked: Asked) => parentPort?.postMessage(answer(asked)));
