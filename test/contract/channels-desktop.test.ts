// needs: dbus, libnotify, python3, python3-gi
import { channelContract } from "../support/contracts/channels.ts";

channelContract(({ needs }) => needs === "desktop");
