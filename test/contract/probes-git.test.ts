// needs: git
import { probeContract } from "../support/contracts/probes.ts";

probeContract(({ needs }) => needs === "git");
