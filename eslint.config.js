/** Typed lint, at its strictest; each relaxation below says why. */
import js from "@eslint/js";
import tseslint from "typescript-eslint";

export default tseslint.config(
  {
    ignores: [
      "**/dist/",
      "runs/",
      "node_modules/",
      ".venv/",
      "bench/peers/",
      "bench/.cache/",
      "docs/.snippets/",
      "docs/site/",
      "scripts/smoke/programs/",
    ],
  },
  js.configs.recommended,
  {
    files: ["**/*.ts"],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "no-console": "error",
      eqeqeq: "error",
      "@typescript-eslint/consistent-type-imports": "error",
      // A pass that cares about some kinds of node says so with a default.
      "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
      // The compiler reports these itself (noUnusedLocals, noUnusedParameters).
      "@typescript-eslint/no-unused-vars": "off",
      // A look-up whose presence an earlier stage has verified is asserted, not branched on.
      "@typescript-eslint/no-non-null-assertion": "off",
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true, allowBoolean: true }],
      // A void call may end an arrow or a branch.
      "@typescript-eslint/no-confusing-void-expression": "off",
      // The public API promises promises; some methods have nothing to await yet.
      "@typescript-eslint/require-await": "off",
      // Numeric loops walk indices on purpose.
      "@typescript-eslint/prefer-for-of": "off",
      // `||` on numbers and strings is meant where it is written.
      "@typescript-eslint/prefer-nullish-coalescing": "off",
      // Coefficients keep the digits of their source.
      "no-loss-of-precision": "off",
      // A hook that does nothing by default is an empty method.
      "@typescript-eslint/no-empty-function": "off",
      // Matters of spelling.
      "@typescript-eslint/array-type": "off",
      "@typescript-eslint/consistent-indexed-object-style": "off",
      "@typescript-eslint/non-nullable-type-assertion-style": "off",
    },
  },
  { files: ["scripts/**", "bench/**", "conformance/**/main.ts"], rules: { "no-console": "off" } },
  { files: ["**/*.js"], languageOptions: { globals: { process: "readonly", console: "readonly" } } },
);
