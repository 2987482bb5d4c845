// needs: exim4, openssl, root
import { channelContract } from "../support/contracts/channels.ts";

channelContract(({ needs }) => needs === "mail");
