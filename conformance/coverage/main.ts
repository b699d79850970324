/** Writes docs/coverage: `npm run coverage`. */
import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { pages } from "./page.ts";

const folder = resolve(import.meta.dirname, "../../docs/coverage");
for (const [file, page] of pages()) writeFileSync(resolve(folder, file), page);
