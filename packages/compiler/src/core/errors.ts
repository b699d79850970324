/**
 * The error of everything a caller can do wrong. Its message says what was
 * expected, what came, and what to do about it.
 */
export class TacetError extends Error {
  override readonly name: string = "TacetError";
}

/** Thrown when a stage finds its own output malformed: a defect of tacet, never of its user. */
export class CompilerError extends Error {
  override readonly name: string = "CompilerError";
}
