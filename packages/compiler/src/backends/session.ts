/** The session, as backends implement it. Its types live in ir/, where tracing may know them too. */
export type * from "../ir/session.ts";
