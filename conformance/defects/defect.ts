/** What a planted defect is: see list.ts. */
export interface Defect {
  readonly name: string;
  /** From the root of the repository. */
  readonly file: string;
  /** What stands there, exactly once. */
  readonly find: string;
  readonly replace: string;
}
export const tacet = "packages/tacet/src";
export const compiler = "packages/compiler/src";
