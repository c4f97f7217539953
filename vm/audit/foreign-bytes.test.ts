// Attack: the same bytes in another container. Node's Buffer is a Uint8Array whose `slice` shares memory; a verifier that took it for a
// copy wrote its results into the proof while it read it, and refused honest proofs of payments, events and receipts. A node that read
// proofs from a socket would then judge otherwise than one that read them from a file.
import { describe, expect, test } from 'vitest'
import { entryOf, machineOf, programOfText } from '../../test/support/proved-run.ts'
import { sampleProofs } from '../../test/support/sample-proofs.ts'
import { keyOf, valueOf } from '../../test/support/storage.ts'
import {
  decodeOutboxEntry,
  entryHash,
  historyRoot,
  loadProgram,
  verifyHalted,
  verifyOutboxEntry,
  verifyPoints,
  verifyStep,
} from '../consensus.ts'
import { hashStorageKey } from '../hash/domains.ts'
import { machineHash } from '../machine/header.ts'
import { run } from '../machine/run.ts'
import { encodeImage } from '../program/image.ts'
import { provePoints } from '../proof/history.ts'
import { proveHalted, proveOutboxEntry } from '../proof/prove/prove.ts'
import { storagePath } from '../storage/contents.ts'
import { StorageTree } from '../storage/storage-tree.ts'

type Container = (bytes: Uint8Array) => Uint8Array

const CONTAINERS: readonly (readonly [string, Container])[] = [
  ['a pooled Buffer', (bytes) => Buffer.from(bytes)],
  [
    'a Buffer over a larger one',
    (bytes) => Buffer.concat([Buffer.alloc(3), bytes, Buffer.alloc(5)]).subarray(3, 3 + bytes.length),
  ],
  ['an unaligned view', (bytes) => new Uint8Array([9, ...bytes, 9]).subarray(1, 1 + bytes.length)],
]

describe.each(CONTAINERS)('bytes in %s', (_, into) => {
  test('a proof is accepted, and left as it is', () => {
    for (const { kind, hash, proof, next } of sampleProofs()) {
      const given = into(proof)
      expect([kind, verifyStep(into(hash), given)]).toEqual([kind, { ok: true, next }])
      expect(Buffer.compare(given, proof)).toBe(0)
    }
  })

  test('witnesses, code and entries mean the same', () => {
    const machine = machineOf(programOfText('ldi [16] 20000000\n pay {16}\n end {8}'))
    run(machine)
    const hash = machineHash(machine)
    const root = machine.outbox.root()
    const leaf = machine.outbox.leaf(0)
    expect(verifyHalted(into(hash), into(proveHalted(machine)))).toEqual(
      verifyHalted(hash, proveHalted(machine)),
    )
    expect(verifyOutboxEntry(into(root), 0, into(leaf), into(proveOutboxEntry(machine, 0)))).toBe(true)
    expect(decodeOutboxEntry(into(leaf))).toMatchObject({ kind: 'pay', amount: 20_000_000n })
    const hashes = [hash, root, hash]
    expect(
      verifyPoints(into(historyRoot(hashes.map(into))), 3, [1], [into(root)], into(provePoints(hashes, [1]))),
    ).toBe(true)
    expect(loadProgram(into(encodeImage(machine.program)))).toEqual({ ok: true, program: machine.program })
    const { sender, payload } = entryOf()
    expect(entryHash(entryOf({ sender: into(sender), payload: into(payload) }))).toEqual(entryHash(entryOf()))
  })

  test('storage holds what it is given', () => {
    const [plain, other] = [new StorageTree(), new StorageTree()]
    plain.set(0n, keyOf(1), valueOf(1))
    other.set(0n, into(keyOf(1)), into(valueOf(1)))
    expect(other.root()).toEqual(plain.root())
    const position = hashStorageKey(0n, keyOf(1))
    expect(storagePath(other.snapshot(), into(position))).toEqual(storagePath(plain.snapshot(), position))
  })
})
