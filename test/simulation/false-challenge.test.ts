import { testRunsAgainst } from './runs.ts'

testRunsAgainst('falseChallenge')
