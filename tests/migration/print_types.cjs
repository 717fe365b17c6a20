// Prints TypeScript from stdin with the compiler's own line breaks: one member of a type a line.
const typescript = require("typescript");
const { readFileSync } = require("node:fs");

const source = typescript.createSourceFile("types.ts", readFileSync(0, "utf8"), typescript.ScriptTarget.Latest, true);
process.stdout.write(typescript.createPrinter().printFile(source));
