// Contracts that call others of which the silo has no instance can be built by themselves; no handle leads to what is missing.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { OPTIMISATIONS } from '../optimise/settings.test-data.ts'
import { call, checkText, construct, siloOf } from '../testing/from-text.ts'
import type { TestSilo } from '../testing/test-silo.ts'
import type { PassName } from '../optimise/optimise.ts'

const TEXT = `
contract Mall {
  storage { shop: Shop, till: Till }
  init() { till = deploy Till(); shop = deploy Shop(till) }
  pub view fn here(): u64 => shop.ask()
}
contract Shop {
  storage { till: Till }
  init(till: Till) { self.till = till }
  pub view fn ask(): u64 { let (a, b) = till.totals(); a + b - 3 }
}
contract Till {
  storage { sum: u64 = 4 }
  pub view fn totals(): (u64, u64) => (sum, sum)
}`

function siloWithRoot(text: string, name: string, passes: readonly PassName[]): TestSilo {
  const { program } = checkText(text)
  const root = program.contracts.find((contract) => contract.name === name)
  if (root === undefined) throw new Error(`no contract is called ${name}`)
  return siloOf({ program, root }, passes)
}

describe.each(OPTIMISATIONS)(
  'a contract whose callees the silo has no instance of, optimiser %s',
  (_name, passes) => {
    it('is built, and its constructor refuses any handle', () => {
      const alone = siloWithRoot(TEXT, 'Shop', passes)
      expect(alone.abi.instances).toEqual(['Shop'])
      for (const handle of [0n, 1n]) expect(construct(alone, [handle]).trap).toBe('BadHandle')
      expect(call(alone, 'ask').trap).toBe('NotConstructed')
      const whole = siloWithRoot(TEXT, 'Mall', passes)
      expect(construct(whole).trap).toBeUndefined()
      expect(call(whole, 'here').value).toBe(5n)
    })

    it('is built where it calls back what deploys it', () => {
      const file = join(import.meta.dirname, '../../test/programs/reentrant/reentrant.silo')
      const borrower = siloWithRoot(readFileSync(file, 'utf8'), 'Borrower', passes)
      expect(borrower.abi.instances).toEqual(['Borrower'])
      expect(construct(borrower, [0n]).trap).toBe('BadHandle')
      expect(call(borrower, 'take', [1n]).trap).toBe('NotConstructed')
    })
  },
)
