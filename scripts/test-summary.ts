// Prints the closing line of a test run, `N passed, N failed[, N skipped]`, from vitest's JSON report (argument 1).
// Exits with 1 when anything failed or nothing ran.
import { readFileSync } from 'node:fs'

interface Report {
  readonly numPassedTests: number
  readonly numFailedTests: number
  readonly numPendingTests: number
  readonly numFailedTestSuites: number
}

const path = process.argv[2]
if (path === undefined) throw new Error('usage: test-summary.ts REPORT')
const report = JSON.parse(readFileSync(path, 'utf8')) as Report
// A file that fails to load has no failed test of its own, but is a failure all the same.
const failed = Math.max(report.numFailedTests, report.numFailedTestSuites > 0 ? 1 : 0)
const skipped = report.numPendingTests > 0 ? `, ${report.numPendingTests} skipped` : ''
console.log(`${report.numPassedTests} passed, ${failed} failed${skipped}`)
process.exitCode = failed === 0 && report.numPassedTests > 0 ? 0 : 1
