// needs: postgresql
import { probeContract } from "../support/contracts/probes.ts";

probeContract(({ needs }) => needs === "postgresql");
