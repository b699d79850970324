import { expect, it } from "vitest";
import { textWidth } from "./textWidth.ts";

it("is DejaVu's: 2048 parts, of which an A takes 1401, bold 1585, and a space 651", () => {
  expect(textWidth("A", 2048)).toBe(1401);
  expect(textWidth("A A", 2048)).toBe(2 * 1401 + 651);
  expect(textWidth("A", 2048, "bold")).toBe(1585);
});
it("takes letters that the font lacks for squares", () => expect(textWidth("漢", 12)).toBe(12));
it("is nothing for nothing", () => expect(textWidth("", 12)).toBe(0));
