/** How each elementwise op is checked: an op without a row here does not compile. */
import type { ElementwiseName } from "../../ops/elementwise/index.ts";
import { activationSamples } from "./activations.ts";
import { logicSamples } from "./logic.ts";
import { mathSamples } from "./math.ts";
import type { Sample } from "./sample.ts";

export const elementwiseSamples: Readonly<Record<ElementwiseName, Sample>> = {
  ...mathSamples,
  ...activationSamples,
  ...logicSamples,
};
