import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Progbar } from "./progbar.ts";

let text = "";
const write = (part: string): void => void (text += part);
beforeEach(() => {
  text = "";
  vi.useFakeTimers({ toFake: ["performance"] });
});
afterEach(() => {
  vi.useRealTimers();
});

// As keras.utils.Progbar prints for the same calls.
it("draws Keras's bar over itself", () => {
  const bar = new Progbar(10, { verbose: 1, write });
  vi.advanceTimersByTime(100);
  bar.update(1, { loss: 0.5 });
  expect(text).toBe(
    "\r\x1b[1m 1/10\x1b[0m \x1b[32m━━\x1b[0m\x1b[37m━━━━━━━━━━━━━━━━━━\x1b[0m \x1b[1m0s\x1b[0m 100ms/step - loss: 0.5000",
  );
  text = "";
  vi.advanceTimersByTime(900);
  bar.update(10, { loss: 0.00025, accuracy: 1 });
  const width = " 1/10 ".length + 20 + " 0s 100ms/step - loss: 0.5000".length;
  expect(text).toBe(
    `${"\b".repeat(width)}\r\x1b[1m10/10\x1b[0m \x1b[32m━━━━━━━━━━━━━━━━━━━━\x1b[0m\x1b[37m\x1b[0m \x1b[1m1s\x1b[0m 100ms/step - loss: 2.5000e-04 - accuracy: 1.0000\n`,
  );
});

it("waits 50 ms between two drawings, but always draws the last", () => {
  const bar = new Progbar(3, { verbose: 1, write });
  vi.advanceTimersByTime(60);
  bar.update(1, {});
  vi.advanceTimersByTime(10);
  bar.update(2, {});
  bar.update(3, {});
  expect(text.split("\r").filter((line) => line.includes("/3"))).toHaveLength(2);
});

it("prints one line an epoch with verbose 2", () => {
  const bar = new Progbar(7, { verbose: 2, write });
  vi.advanceTimersByTime(2000);
  bar.update(3, { loss: 9 });
  bar.update(7, { loss: 0.25, val_loss: NaN });
  expect(text).toBe("7/7 - 2s - 286ms/step - loss: 0.2500 - val_loss: nan\n");
});

it("shows what is left as Keras writes times", () => {
  const bar = new Progbar(100, { verbose: 1, write });
  vi.advanceTimersByTime(100_000);
  bar.update(1, {});
  expect(text).toContain("\x1b[1m2:45:00\x1b[0m 100s/step");
});

it("leaves only whole, plain lines on a browser's console", () => {
  const log = vi.spyOn(console, "log").mockImplementation(() => undefined);
  vi.stubGlobal("process", undefined);
  const bar = new Progbar(2, { verbose: 1 });
  vi.advanceTimersByTime(100);
  bar.update(1, { loss: 2 });
  bar.update(2, { loss: 1 });
  vi.unstubAllGlobals();
  expect(log.mock.calls).toEqual([["2/2 ━━━━━━━━━━━━━━━━━━━━ 0s 0s/step - loss: 1.0000"]]);
  log.mockRestore();
});
