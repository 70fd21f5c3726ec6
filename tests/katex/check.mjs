// Reads formulas on stdin, one JSON string a line; writes {"formula", "problem"} for each that KaTeX refuses.
import { createInterface } from "node:readline";
import katex from "katex";

for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
  const formula = JSON.parse(line);
  try {
    katex.renderToString(formula, { displayMode: true, throwOnError: true, strict: "error", trust: false });
  } catch (error) {
    console.log(JSON.stringify({ formula, problem: error.message }));
  }
}
