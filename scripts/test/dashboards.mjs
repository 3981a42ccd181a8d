// Holds dashboards against Grafana's own description of them: a field that it does not know or a value of another kind is a fault.
// Arguments: the files.
import { readFileSync } from "node:fs";
import ts from "typescript";

const SCHEMA = "@grafana/schema/dist/types/raw/dashboard/x/dashboard_types.gen";
const files = process.argv.slice(2);
// As a literal in TypeScript, beside the packages: what is imported as JSON has lost its exact values.
const named = new Map(files.map((file, number) => [`${import.meta.dirname}/dashboard-${number}.ts`, file]));
const options = { noEmit: true, strict: true, skipLibCheck: true, types: [], module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Node10 };
const host = ts.createCompilerHost(options);
const fromDisk = host.getSourceFile;
host.getSourceFile = (name, ...rest) => {
  if (!named.has(name)) return fromDisk.call(host, name, ...rest);
  const text = readFileSync(named.get(name), "utf8");
  return ts.createSourceFile(name, `import type { Dashboard } from "${SCHEMA}"; export const dashboard: Dashboard = ${text};`, ...rest);
};
const faults = ts.getPreEmitDiagnostics(ts.createProgram([...named.keys()], options, host));
for (const fault of faults) {
  const line = fault.file ? fault.file.getLineAndCharacterOfPosition(fault.start).line + 1 : 0;
  console.log(`${named.get(fault.file?.fileName) ?? ""}:${line}: ${ts.flattenDiagnosticMessageText(fault.messageText, " ")}`);
}
console.log(`${files.length} dashboards, ${faults.length} faults`);
process.exit(faults.length === 0 ? 0 : 1);
