// needs: prometheus
import { probeContract } from "../support/contracts/probes.ts";

probeContract(({ needs }) => needs === "prometheus");
