// Where registers were last named in a long block, so that nobody goes back through thousands of instructions to find out.
import { forEachRead, forEachWrite } from '../mir/operands.ts'
import { table } from '../mir/table.ts'
import type { MirInstruction, Reg } from '../mir/types.ts'

export class LastPlaces {
  /** Places count from here in the block that is gone through: what is below was noted in others. */
  private start = 0
  private readonly namedAt: number[]
  private readonly writtenAt: number[]

  constructor(registers: number) {
    this.namedAt = table(registers, -1)
    this.writtenAt = table(registers, -1)
  }

  /** Forgets the block that was gone through, in which no place was as high as `length`. */
  leave(length: number): void {
    this.start += length
  }

  /** The place of the last instruction that reads or writes the register; below 0 if there is none. */
  named(reg: Reg): number {
    return (this.namedAt[reg] ?? -1) - this.start
  }

  /** The place of the last instruction that writes it; below 0 if there is none. */
  written(reg: Reg): number {
    return (this.writtenAt[reg] ?? -1) - this.start
  }

  /** Notes an instruction; one that stood before others may be noted again at a higher place. */
  note(instruction: MirInstruction, place: number): void {
    const at = this.start + place
    const names = (reg: Reg): void => {
      if ((this.namedAt[reg] ?? -1) < at) this.namedAt[reg] = at
    }
    forEachRead(instruction, names)
    forEachWrite(instruction, (reg) => {
      names(reg)
      if ((this.writtenAt[reg] ?? -1) < at) this.writtenAt[reg] = at
    })
  }
}
