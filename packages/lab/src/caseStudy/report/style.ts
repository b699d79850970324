/** How the report looks: on a desk, on a phone, in the dark and on paper. */
export const style = `
:root { --paper: #ffffff; --ink: #1d2430; --muted: #5b6573; --line: #d9dee4; --soft: #f4f6f8; }
@media (prefers-color-scheme: dark) {
  :root { --paper: #15191f; --ink: #e6e9ee; --muted: #a3adba; --line: #353d48; --soft: #1d232b; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.55 system-ui, -apple-system, "Segoe UI", sans-serif; }
main { max-width: 66rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; }
h1 { font-size: clamp(1.5rem, 5vw, 2.2rem); line-height: 1.2; margin: 0.5rem 0 1rem; }
h2 { font-size: 1.35rem; margin: 3rem 0 0.75rem; }
h3 { font-size: 1.05rem; margin: 2rem 0 0.5rem; }
p, ul { max-width: 46rem; }
li { margin: 0.4rem 0; }
.lead { font-size: 1.1rem; }
.note { border-left: 4px solid #d4570a; padding: 0.5rem 0.75rem; background: var(--soft); }
code { font: 0.9em ui-monospace, Menlo, Consolas, monospace; background: var(--soft); padding: 0.1em 0.3em; border-radius: 3px; }
section > p:first-of-type { margin-top: 0; }
.answers { max-width: 46rem; margin: 1.5rem 0; }
.answers dt { font-weight: 600; margin-top: 0.9rem; }
.answers dd { margin: 0.15rem 0 0; padding-left: 0.8rem; border-left: 3px solid #1f6fb4; }
.source { color: var(--muted); font-size: 0.9rem; overflow-wrap: anywhere; }
.scroll { overflow-x: auto; margin: 1rem 0; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: 0.92rem; }
caption { text-align: left; color: var(--muted); padding-bottom: 0.5rem; }
caption span { position: sticky; left: 0; display: inline-block; max-width: min(100%, calc(100vw - 2rem)); }
th, td { padding: 0.45rem 0.4rem 0.45rem 0.4rem; border-bottom: 1px solid var(--line); text-align: right; white-space: nowrap; }
th:first-child { text-align: left; padding-left: 0; white-space: normal; min-width: 8rem; position: sticky; left: 0; background: var(--paper); }
thead th { color: var(--muted); font-weight: 600; }
tbody th { font-weight: 600; }
.grid { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 24rem), 1fr)); gap: 1.5rem 2rem; }
.grid + .scroll, .scroll + .grid { margin-top: 1.5rem; }
.small { grid-template-columns: repeat(auto-fill, minmax(min(100%, 17rem), 1fr)); }
details { margin: 1.5rem 0; }
summary { cursor: pointer; font-weight: 600; padding: 0.4rem 0; }
figure { margin: 0; max-width: 32rem; }
img { width: 100%; height: auto; display: block; border-radius: 6px; }
figcaption { color: var(--muted); font-size: 0.9rem; margin-top: 0.4rem; }
@media print {
  body { font-size: 10.5pt; }
  main { max-width: none; padding: 0; }
  h2 { break-after: avoid; }
  figure, li, tr { break-inside: avoid; }
  .scroll { overflow: visible; }
  table { font-size: 8.5pt; }
  .grid { grid-template-columns: 1fr 1fr; }
}
`;
