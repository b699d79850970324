import { describe, expect, it } from "vitest";
import { createRegistry } from "./registry.ts";

const fruit = createRegistry("fruit", { red_apple: 1, pear: 2, plum: 3 }, { zwetschge: "plum" });

describe("createRegistry", () => {
  it("finds an entry by snake_case, camelCase, PascalCase and alias", () => {
    expect(["red_apple", "redApple", "RedApple", "redapple"].map((n) => fruit.get(n))).toEqual([1, 1, 1, 1]);
    expect(fruit.get("zwetschge")).toBe(3);
  });
  it("names what is near", () => {
    expect(() => fruit.get("red_aple")).toThrow('There is no fruit named "red_aple". Did you mean "red_apple"?');
  });
  it("lists everything where nothing is near", () => {
    expect(() => fruit.get("xyz")).toThrow("Known: red_apple, pear, plum.");
  });
});
