// needs: python3
import { actionContract } from "../support/contracts/actions.ts";

actionContract("python3");
