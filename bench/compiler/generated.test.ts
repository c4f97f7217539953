import { expect, test } from 'vitest'
import { cashProject, siloProject, solidityProject, tactProject } from './generated.ts'
import { compileSilo } from './sides.ts'

test('projects have the lines asked for, within a tenth', () => {
  for (const { lines } of [
    siloProject(3000, 10),
    solidityProject(3000, 10),
    tactProject(3000),
    cashProject(3000),
  ]) {
    expect(lines).toBeGreaterThan(2700)
    expect(lines).toBeLessThan(3300)
  }
})

test("silo's project compiles, with every function that it says it has", async () => {
  const project = siloProject(300, 3)
  expect(project.functions).toBeGreaterThan(10)
  expect(await compileSilo(project)).toBe(project.functions)
})
