// needs: redis-server
import { probeContract } from "../support/contracts/probes.ts";

probeContract(({ needs }) => needs === "redis-server");
