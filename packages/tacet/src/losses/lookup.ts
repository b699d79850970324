/** The loss that `compile` is given: an object, a function, or the name of one where names are known. */
import { Names, type NameTable } from "../names.ts";
import { FunctionLoss } from "./functionLoss.ts";
import { Loss } from "./loss.ts";
import type { LossLike, TargetShapes } from "./names.ts";

export { Loss } from "./loss.ts";
export type { LossLike } from "./names.ts";

interface LossTable extends NameTable {
  make(name: string, shapes?: TargetShapes): Loss;
  check(name: string): void;
}
export const lossNames = new Names<LossTable>({
  one: "a loss",
  others: ["a function (yTrue, yPred) => values"],
  example: 'new MeanSquaredError() from "tacet/core/losses"',
});

/**
 * The loss that an identifier stands for. A name stays the loss's name.
 * @param shapes of targets and output, which "crossentropy" chooses by
 * @throws TacetError for an unknown name, listing those near it
 */
export function getLoss(identifier: LossLike, shapes?: TargetShapes): Loss {
  if (identifier instanceof Loss) return identifier;
  if (typeof identifier === "function") return new FunctionLoss(identifier);
  if (typeof identifier === "string") return lossNames.for(identifier).make(identifier, shapes);
  throw lossNames.refusal(identifier);
}

/**
 * @internal
 * @throws TacetError where no loss can come of the identifier, before any shape is known
 */
export function check(identifier: LossLike): void {
  if (typeof identifier === "string") lossNames.for(identifier).check(identifier);
  else getLoss(identifier);
}
