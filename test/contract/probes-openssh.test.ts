// needs: openssh
import { probeContract } from "../support/contracts/probes.ts";

probeContract(({ needs }) => needs === "openssh");
