import { testRunsAgainst } from './runs.ts'

testRunsAgainst('silentChallenger')
