/** What the docstring of an option says, and the default that it names. */

const value = String.raw`("[^"]*"|\[[^\]]*\]|\`[^\`]*\`|true|false|null|none|-?\d[\d.e^-]*\d|-?\d)`;
const named = new RegExp(String.raw`\bdefault:? ${value}(?=[.,;:)]? |[.,;:)]?$)`, "i");
const unless = new RegExp(String.raw`(?<!and )(?<![\w.-])${value} unless given`);
/** A sentence, or the end of one, that says nothing else. */
const whole = new RegExp(String.raw`(^|[.] |[;,] )default:? ${value}\.?(?= |$)`, "i");
const wholeUnless = new RegExp(String.raw`(^|[;,] )${value} unless given\.?(?=$)`);

/** @returns the text without the sentence that only names the default, and that default, "" where there is none */
export function described(docstring: string): { readonly text: string; readonly default: string } {
  const found = named.exec(docstring)?.[1] ?? unless.exec(docstring)?.[1];
  if (found === undefined) return { text: docstring, default: "" };
  const keepsStop = (_: string, before: string): string => (before.trim() === "" ? "" : ".");
  const text = docstring.replace(whole, keepsStop).replace(wholeUnless, keepsStop).trim();
  return { text, default: found.replaceAll("`", "") };
}
