import { defineConfig } from "vitest/config";

export default defineConfig({
  resolve: { conditions: ["source"] },
  ssr: { resolve: { conditions: ["source", "node"] } },
  test: { include: ["packages/*/src/**/*.test.ts", "conformance/*.test.ts", "docs/*.test.ts"], testTimeout: 120_000 },
});
