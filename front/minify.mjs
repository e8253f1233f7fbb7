// Reads a style sheet from standard input and writes it minified. A sheet that does not parse ends the build.
import { readFileSync, writeSync } from "node:fs";
import { transform } from "lightningcss";

const { code } = transform({ filename: "app.css", code: readFileSync(0), minify: true });
writeSync(1, code);
