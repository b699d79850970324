/** The pieces of HTML that the report is made of. Whatever comes from results is escaped here. */
import type { Plot } from "../../plots/render.ts";

export const escape = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
export const capitalized = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
/** Text whose percent signs stay on the line of their numbers. */
export const prose = (text: string): string => escape(text).replaceAll(" %", "&nbsp;%");
export const paragraph = (text: string, className?: string): string =>
  `<p${className === undefined ? "" : ` class="${className}"`}>${prose(text)}</p>`;

/** A sentence about something, which stands in bold before it. */
export interface Finding {
  readonly subject: string;
  readonly text: string;
}
export const list = (findings: readonly Finding[]): string => `<ul>
${findings.map(({ subject, text }) => `<li><strong>${prose(subject)}</strong>: ${prose(text)}</li>`).join("\n")}
</ul>`;

export const section = (id: string, title: string, ...content: readonly string[]): string =>
  `<section aria-labelledby="${id}">
<h2 id="${id}">${escape(title)}</h2>
${content.join("\n")}
</section>`;

export function figure({ svg, alt, width, height }: Plot, caption: string): string {
  const source = `data:image/svg+xml;base64,${Buffer.from(svg).toString("base64")}`;
  return (
    `<figure><img src="${source}" alt="${escape(alt)}" width="${width}" height="${height}" loading="lazy">` +
    `<figcaption>${prose(caption)}</figcaption></figure>`
  );
}
export const grid = (cells: readonly string[], className = "grid"): string =>
  `<div class="${className}">\n${cells.join("\n")}\n</div>`;

export interface HtmlTable {
  /** For who cannot see it. */
  readonly label: string;
  readonly caption: string;
  readonly head: readonly string[];
  /** The first cell heads its row. */
  readonly rows: readonly (readonly string[])[];
}
export function table({ label, caption, head, rows }: HtmlTable): string {
  const body = rows.map(
    ([first, ...cells]) =>
      `<tr><th scope="row">${prose(first!)}</th>${cells.map((cell) => `<td>${prose(cell)}</td>`).join("")}</tr>`,
  );
  return `<div class="scroll" tabindex="0" role="region" aria-label="${escape(label)}"><table>
<caption><span>${prose(caption)}</span></caption>
<thead><tr>${head.map((title) => `<th scope="col">${prose(title)}</th>`).join("")}</tr></thead>
<tbody>
${body.join("\n")}
</tbody>
</table></div>`;
}
