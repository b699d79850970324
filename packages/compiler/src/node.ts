/** The compiler as Node loads it: with every stage inspected. */
import { setInspector } from "./compile.ts";
import { inspector } from "./inspect.ts";

export * from "./index.ts";

setInspector(inspector);
