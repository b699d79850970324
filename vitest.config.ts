import { defineConfig } from "vitest/config";

export default defineConfig({
  resolve: { conditions: ["source"] },
  ssr: { resolve: { conditions: ["source", "node"] } },
  // One worker is vitest's default on two cores, half of which Keras's processes leave idle.
  test: {
    maxWorkers: "100%",
    include: ["packages/*/src/**/*.test.ts", "conformance/*.test.ts", "docs/*.test.ts"],
    testTimeout: 120_000,
  },
});
