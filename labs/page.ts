/**
 * The page of a run: one file, nothing fetched.
 *
 * @module
 */
import type { Text } from "../lib/language.ts";
import type { Experiment, Result, Settings } from "./experiment.ts";

function escape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

/** The page as HTML. */
export function pageOf(
  { title, question }: Experiment,
  settings: Settings,
  results: readonly Result[],
  svgs: readonly string[],
  finding?: Text,
): string {
  const rows = Object.entries(settings).map(([name, value]) =>
    `<tr><th>${escape(name)}</th><td>${escape(String(value))}</td></tr>`
  );
  const logs = results.map(({ training, log }) =>
    `<h3>${escape(training.label)}</h3>\n<pre>${escape(log.join("\n"))}</pre>`
  );
  const said = finding === undefined ? "" : `<p>${escape(finding.en)}</p>
<p lang="zh-CN">${escape(finding.zh)}</p>
`;
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escape(title)}</title>
<style>
body { font: 16px/1.5 sans-serif; max-width: 50rem; margin: 2rem auto; padding: 0 1rem; }
svg { max-width: 100%; height: auto; }
table { border-collapse: collapse; }
th, td { text-align: left; padding: 0.1rem 1rem 0.1rem 0; }
</style>
</head>
<body>
<h1>${escape(title)}</h1>
<p><strong>${escape(question)}</strong></p>
${said}${svgs.join("\n")}
<h2>Settings</h2>
<table>
${rows.join("\n")}
</table>
<h2>Logs</h2>
<details><summary>What the solvers printed</summary>
${logs.join("\n")}
</details>
</body>
</html>
`;
}
