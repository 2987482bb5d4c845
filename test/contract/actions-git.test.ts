// needs: git
import { actionContract } from "../support/contracts/actions.ts";

actionContract("git");
