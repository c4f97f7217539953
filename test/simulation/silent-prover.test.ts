import { testRunsAgainst } from './runs.ts'

testRunsAgainst('silentProver')
