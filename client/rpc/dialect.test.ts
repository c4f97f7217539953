import { describe, expect, it } from 'vitest'
import type { Json } from './codec.ts'
import { dialectOfPath, inDialect } from './dialect.ts'

const BLOCK: Json = {
  block: {
    transactions: [
      {
        subnetworkId: '00',
        payload: '01ff',
        inputs: [{ previousOutpoint: { index: 0 }, signatureScript: '4100' }],
        outputs: [{ value: 2n ** 63n, scriptPublicKey: '0000ab' }],
      },
    ],
  },
}

describe('dialects', () => {
  it('are named by a path', () => {
    expect(dialectOfPath('/kaspa-0.13')).toBe('kaspa-0.13')
    expect(dialectOfPath('/kaspa-1/?x=y')).toBe('kaspa-1')
    for (const path of ['', '/', '/kaspa', '/kaspa-0.13x', '/__proto__']) {
      expect(dialectOfPath(path)).toBeUndefined()
    }
  })

  it('write bytes as hex or as numbers, and nothing else differently', () => {
    expect(inDialect('kaspa-0.14', 'getBlock', BLOCK)).toBe(BLOCK)
    expect(inDialect('kaspa-0.13', 'getBlock', BLOCK)).toEqual({
      block: {
        transactions: [
          {
            subnetworkId: '00',
            payload: [1, 255],
            inputs: [{ previousOutpoint: { index: 0 }, signatureScript: [65, 0] }],
            outputs: [{ value: 2n ** 63n, scriptPublicKey: '0000ab' }],
          },
        ],
      },
    })
  })

  it("write a block's fate as an object or by its name", () => {
    const accepted: Json = { report: { type: 'success' } }
    const rejected: Json = { report: { type: 'reject', reason: 'BlockInvalid' }, message: 'no' }
    expect(inDialect('kaspa-0.14', 'submitBlock', rejected)).toBe(rejected)
    expect(inDialect('kaspa-0.13', 'submitBlock', accepted)).toEqual({ report: 'success' })
    expect(inDialect('kaspa-0.13', 'submitBlock', rejected)).toEqual({ report: { reject: 'blockInvalid' } })
  })

  it('write the version of the interface as four numbers or as one', () => {
    const info: Json = { rpcApiVersion: [0, 1, 0, 0], networkId: 'simnet' }
    expect(inDialect('kaspa-0.13', 'getServerInfo', info)).toEqual(info)
    expect(inDialect('kaspa-1', 'getServerInfo', info)).toEqual({
      rpcApiVersion: 1,
      rpcApiRevision: 0,
      networkId: 'simnet',
    })
  })
})
