import { testRunsAgainst } from './runs.ts'

testRunsAgainst('falseState')
