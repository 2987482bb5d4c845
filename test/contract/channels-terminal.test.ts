// needs: python3
import { channelContract } from "../support/contracts/channels.ts";

channelContract(({ needs }) => needs === "terminal");
