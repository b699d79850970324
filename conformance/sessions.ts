/** The engines that checks of single functions run on. */
import type { Session } from "@tacet/compiler";
import { createReferenceSession } from "../packages/compiler/src/backends/reference/index.ts";

export const sessions: readonly Session[] = [createReferenceSession()];
