import { defineConfig } from 'vitest/config'

/** One suite; the slow ones (long fuzzing, soak) have commands of their own in package.json. */
export default defineConfig({
  test: {
    include: ['**/*.test.ts'],
    exclude: ['**/node_modules/**', 'dist/**', 'templates/**'],
    pool: 'threads',
    maxWorkers: 2,
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
})
