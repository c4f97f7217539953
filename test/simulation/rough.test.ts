// Crashing managers and a network that falls apart: commitments, moves and payments are taken back by reorgs, and the
// end must be the same.
import { testRoughRunsAgainst } from './runs.ts'

testRoughRunsAgainst('falseState')
testRoughRunsAgainst('falseChallenge')
