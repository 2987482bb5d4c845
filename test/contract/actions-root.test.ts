// needs: root
import { actionContract } from "../support/contracts/actions.ts";

actionContract("root");
