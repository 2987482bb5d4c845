/** A look that takes as long as a test wants: for what happens between a decision and its first step. DIR is the folder of the world. */

/** Says 1 when its file is gone; from the second time on only when it is let go. */
export const slowLook = `const fs = require("node:fs");
const end = () => process.exit(fs.existsSync("DIR/shelf") ? 0 : 1);
if (fs.existsSync("DIR/shelf") || !fs.existsSync("DIR/seen")) {
  if (!fs.existsSync("DIR/shelf")) fs.writeFileSync("DIR/seen", "");
  end();
} else setInterval(() => fs.existsSync("DIR/go") && end(), 20);
`;
