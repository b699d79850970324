/** Brings the reference interpreter along: for whoever imports `tacet`. */
import { createReferenceSession, evaluateWith } from "@tacet/compiler";
import { installInterpreter } from "./interpreter.ts";

installInterpreter({ evaluate: evaluateWith, createSession: createReferenceSession });
