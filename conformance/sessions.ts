/** The engines that checks of single functions run on. */
import { createReferenceSession, createSession, type Session } from "@tacet/compiler";

export const sessions: readonly Session[] = [
  createReferenceSession(),
  createSession(),
  createSession({ strict: true }),
];
