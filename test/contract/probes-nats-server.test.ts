// needs: nats-server
import { probeContract } from "../support/contracts/probes.ts";

probeContract(({ needs }) => needs === "nats-server");
