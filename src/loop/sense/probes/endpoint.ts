/** Where a server is: a host and a port, a Unix socket, or what a file says that a switch to a standby rewrites. */
import { z } from "zod";
import type { Address, Files } from "#core/platform";
import { isThisMachine, networkHost } from "./this-machine.ts";

const maxFileBytes = 4_096;
const endpoint = /^(?:\[([0-9A-Fa-f:.]{2,45})\]|([A-Za-z0-9][A-Za-z0-9._-]{0,252})):([0-9]{1,5})$/;

/** Options for a probe's own schema; `port` is the protocol's usual one. */
export function endpointShape(port: number) {
  return {
    host: hostName.default("127.0.0.1").describe("Name or address"),
    port: z.number().int().min(1).max(65_535).default(port).describe("The TCP port"),
    path: z
      .string()
      .min(1)
      .max(107)
      .optional()
      .meta({ path: true, description: "A Unix socket, in place of host and port" }),
    endpointFile: z.string().min(1).max(4_096).optional().meta({
      path: true,
      description:
        "A file whose first line is host:port, read at each poll in place of host and port; what endpoint.switch rewrites",
    }),
  };
}

/** It may become a word of a command line, where a leading dash would make it an option. */
export const hostName = z
  .string()
  .min(1)
  .max(253)
  .regex(/^[^-\s]\S*$/, "is not a host");

interface Where {
  readonly host: string;
  readonly port: number;
  readonly path?: string | undefined;
  readonly endpointFile?: string | undefined;
}

/** Throws when the file does not say where. */
export async function addressOf({ host, port, path, endpointFile }: Where, files: Files): Promise<Address> {
  if (endpointFile !== undefined) return readEndpoint(await files.read(endpointFile, maxFileBytes), endpointFile);
  return path === undefined ? { host, port } : { path };
}

function readEndpoint(text: string, file: string): Address {
  const line = text.split("\n", 1)[0]?.trim() ?? "";
  const [, literal, name, port] = endpoint.exec(line) ?? [];
  const host = literal ?? name;
  if (host === undefined || Number(port) < 1 || Number(port) > 65_535) {
    throw new Error(`the first line of ${file} is not host:port`);
  }
  return { host, port: Number(port) };
}

/** For `hostOf`: what a file says is not known beforehand. */
export function hostOf({ host, path, endpointFile }: Where): string | undefined {
  return path === undefined && endpointFile === undefined ? networkHost(host) : undefined;
}

/** For `localPort`. */
export function localPort(where: Where): number | undefined {
  const { host, port, path, endpointFile } = where;
  return path === undefined && endpointFile === undefined && isThisMachine(host) ? port : undefined;
}
