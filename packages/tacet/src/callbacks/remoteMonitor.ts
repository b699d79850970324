/** Sends every epoch's values to a server. Source: keras/src/callbacks/remote_monitor.py. */
import { anything, checkOptions, flag, text, type Kinds } from "../options.ts";
import { warn } from "../warn.ts";
import { Callback, type Logs } from "./callback.ts";

export interface RemoteMonitorOptions {
  /** The server's address. Default "http://localhost:9000". */
  root?: string | undefined;
  /** What is added to it. Default "/publish/epoch/end/". */
  path?: string | undefined;
  /** The field of the form that holds the values. Default "data". */
  field?: string | undefined;
  /** Further HTTP headers. */
  headers?: Readonly<Record<string, string>> | undefined;
  /** Whether the values are the body itself, as application/json, rather than a field of a form. Default false. */
  sendAsJson?: boolean | undefined;
}

const kinds: Kinds<RemoteMonitorOptions> = {
  root: text,
  path: text,
  field: text,
  headers: anything,
  sendAsJson: flag,
};

/**
 * Posts `{ epoch, ...logs }` as JSON after each epoch, and waits for the answer. A number that is not finite is sent
 * as null, for JSON has none. Where the server is not reached, it warns and training goes on.
 */
export class RemoteMonitor extends Callback {
  readonly root: string;
  readonly path: string;
  readonly field: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly sendAsJson: boolean;

  constructor(given?: RemoteMonitorOptions) {
    super();
    const options = checkOptions("remoteMonitor", given, kinds);
    this.root = options.root ?? "http://localhost:9000";
    this.path = options.path ?? "/publish/epoch/end/";
    this.field = options.field ?? "data";
    this.headers = options.headers ?? {};
    this.sendAsJson = options.sendAsJson ?? false;
  }

  override async onEpochEnd(epoch: number, logs?: Logs): Promise<void> {
    const data = JSON.stringify({ epoch, ...logs });
    const body = this.sendAsJson ? data : new URLSearchParams({ [this.field]: data });
    const headers = { ...(this.sendAsJson && { "content-type": "application/json" }), ...this.headers };
    try {
      const response = await fetch(this.root + this.path, { method: "POST", headers, body });
      // Nobody reads the answer; unread, it would hold its connection.
      await response.body?.cancel();
    } catch {
      warn(`remoteMonitor: could not reach the server at ${this.root}.`);
    }
  }
}
