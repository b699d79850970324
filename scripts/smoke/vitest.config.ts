import { defineConfig } from "vitest/config";

/** The smoke test builds, packs and installs: it takes a minute, not milliseconds. */
export default defineConfig({
  test: { include: ["scripts/smoke/*.test.ts"], testTimeout: 300_000, hookTimeout: 600_000 },
});
