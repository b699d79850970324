/** Which of Keras's tests tacet is held against, and why not against the others. */
import { apart } from "./apart.ts";
import { absent } from "./checks.ts";
import type { KerasTest, Observed } from "./facts.ts";

interface Left {
  readonly test: string;
  readonly why: string;
}
export interface Sorted {
  readonly taken: readonly KerasTest[];
  /** They have numbers, and tacet gives others or none. */
  readonly apart: readonly (KerasTest & Left)[];
  readonly left: readonly Left[];
}

export function sorted(observed: Observed): Sorted {
  const missing = ({ facts }: KerasTest): string | undefined => facts.map(absent).find((name) => name !== undefined);
  const there = observed.taken.filter((test) => missing(test) === undefined);
  const notThere = observed.taken.filter((test) => missing(test) !== undefined);
  return {
    taken: there.filter(({ test }) => !Object.hasOwn(apart, test)),
    apart: there.flatMap((one) => (Object.hasOwn(apart, one.test) ? [{ ...one, why: apart[one.test]! }] : [])),
    left: [...observed.left, ...notThere.map((one) => ({ test: one.test, why: `tacet has no ${missing(one)}` }))],
  };
}
