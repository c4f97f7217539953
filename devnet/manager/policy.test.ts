// The honest policy on hand-made chains: what it does, and above all what it doesn't.
import { describe, expect, it } from 'vitest'
import type { NodeInfo, StakeInfo, Ticket } from '../../client/rpc/silo-codecs.ts'
import type { DisputeInfo } from '../../client/rpc/dispute-codecs.ts'
import { devnetConfig } from '../bridge/config.ts'
import { nodeIdOf } from '../bridge/ids.ts'
import type { Hash, Outpoint } from '../tx/index.ts'
import { hash, outpointKey } from '../tx/index.ts'
import { actionKey } from './actions.ts'
import type { Action } from './actions.ts'
import { decide, HONEST_DUTIES } from './policy.ts'
import type { ChainView, OwnBlock, OwnState } from './view.ts'

const H = (n: number): Hash => hash(n.toString(16).padStart(64, '0'))
const ME = H(0xeeee)
const SILO = H(0x5170)
const GENESIS = H(0x6e)
const stakeOf = (n: number): Outpoint => ({ transactionId: H(0x57a4e), index: n })
const rootsOf = (n: number): OwnBlock['roots'] => ({ storage: H(n), outbox: H(n), events: H(n) })

/** Own results for reference blocks at chain indices 10, 20, 30, ... */
function item(index: number, amount: bigint, goesTo: 'key' | 'silo' | 'again') {
  return { index, count: 1, amount, goesTo }
}

function block(height: number, outbox: OwnBlock['outbox'] = []): OwnBlock {
  return {
    block: H(0xb000 + height),
    index: height * 10,
    roots: rootsOf(height),
    stateCommitment: H(0xc000 + height),
    outbox,
  }
}

function node(height: number, over: Partial<NodeInfo> = {}): NodeInfo {
  const stateCommitment = over.stateCommitment ?? H(0xc000 + height)
  const parent = over.parent ?? nodeIdAt(height - 1)
  return {
    nodeId: height === 0 ? GENESIS : nodeIdOf(SILO, parent, H(0xb000 + height), stateCommitment),
    siloId: SILO,
    parent: height === 0 ? undefined : parent,
    height,
    referenceBlock: H(0xb000 + height),
    roots: rootsOf(height),
    stateCommitment,
    committers: [],
    acceptedDaaScore: 0n,
    status: height === 0 ? 'final' : 'pending',
    reason: '',
    finalisable: false,
    disputes: [],
    publisher: undefined,
    publicFrom: undefined,
    published: [],
    deliveredUnproven: [],
    ...over,
  }
}

function nodeIdAt(height: number): Hash {
  if (height <= 0) return GENESIS
  return nodeIdOf(SILO, nodeIdAt(height - 1), H(0xb000 + height), H(0xc000 + height))
}

const committer = (stake: Outpoint, owner = ME): NodeInfo['committers'][number] => ({
  stake,
  owner,
  ticketBlock: undefined,
  ticketIndex: 25,
  score: 0n,
  fallen: undefined,
})

function stake(n: number, over: Partial<StakeInfo> = {}): StakeInfo {
  const base = { stake: stakeOf(n), owner: ME, amount: 1n, acceptedDaaScore: 0n }
  return { ...base, status: 'live', disputes: [], ...over }
}

function ticket(n: number, blockIndex: number): Ticket {
  return {
    stake: stakeOf(n),
    owner: ME,
    block: H(0x71c + blockIndex),
    blockIndex,
    blockDaaScore: BigInt(blockIndex),
    expiresAt: 10_000n,
  }
}

function view(over: Partial<ChainView> = {}): ChainView {
  const silo = { siloId: SILO, config: devnetConfig } as ChainView['silo']
  return {
    sink: { hash: H(1), index: 100, daaScore: 1000n, blueScore: 1000n, timestamp: 0n },
    silo,
    stakes: [stake(0)],
    unspentStakes: new Set([outpointKey(stakeOf(0)), outpointKey(stakeOf(66))]),
    tickets: [],
    nodes: [node(0)],
    disputes: [],
    credit: 0n,
    ...over,
  }
}

function own(over: Partial<OwnState> = {}): OwnState {
  return {
    owner: ME,
    start: undefined,
    blocks: [block(1), block(2), block(3)],
    signed: { permits: () => true },
    wantedStakes: 1,
    leaving: false,
    ...over,
  }
}

const wrong = (height: number, over: Partial<NodeInfo> = {}): NodeInfo =>
  node(height, { stateCommitment: H(0xbad), committers: [committer(stakeOf(66), H(0x11a4))], ...over })

function dispute(over: Partial<DisputeInfo>): DisputeInfo {
  return {
    disputeId: H(0xd),
    siloId: SILO,
    nodeId: H(0xbad1),
    parent: GENESIS,
    referenceBlock: H(0xb001),
    roots: rootsOf(9),
    alternative: rootsOf(1),
    alternativeNode: nodeIdAt(1),
    prover: { stake: stakeOf(66), owner: H(0x11a4) },
    challenger: { stake: stakeOf(0), owner: ME },
    position: 3,
    arity: 16,
    toMove: 'prover',
    expiresAt: 2000n,
    startHash: H(2),
    steps: 5n,
    endHash: H(3),
    levels: [],
    turn: { kind: 'assert' },
    moves: [],
    outcome: undefined,
    slashable: false,
    ...over,
  }
}

const kinds = (actions: readonly Action[]): string[] => actions.map((action) => action.kind)

describe('commitments', () => {
  it('fills every gap up to the ticket, and not beyond', () => {
    const [action] = decide(view({ tickets: [ticket(0, 25)] }), own())
    expect(action).toMatchObject({
      kind: 'commit',
      parent: GENESIS,
      entries: [{ block: H(0xb001) }, { block: H(0xb002) }],
    })
  })

  it('goes on from the end of the branch with the ticket that reaches furthest', () => {
    const nodes = [node(0), node(1, { committers: [committer(stakeOf(66), H(4))] })]
    const tickets = [ticket(0, 5), ticket(0, 40), ticket(0, 25)]
    expect(decide(view({ nodes, tickets }), own())).toMatchObject([
      {
        kind: 'commit',
        parent: nodeIdAt(1),
        ticketBlock: ticket(0, 40).block,
        entries: [{ block: H(0xb002) }, { block: H(0xb003) }],
      },
    ])
  })

  it('joins nodes that others made with a ticket for the same block or a later one, and no others', () => {
    const others = [committer(stakeOf(66), H(4))]
    const nodes = [
      node(0, { status: 'final' }),
      node(1, { committers: others }),
      node(2, { committers: others }),
    ]
    const three = own({ blocks: [block(1), block(2)] })
    expect(decide(view({ nodes, tickets: [ticket(0, 25)] }), three)).toMatchObject([
      { kind: 'commit', parent: GENESIS, entries: [{ block: H(0xb001) }, { block: H(0xb002) }] },
    ])
    expect(decide(view({ nodes, tickets: [ticket(0, 26)] }), three)).toEqual([])
    const joined = nodes.map((n) => ({ ...n, committers: [...n.committers, committer(stakeOf(0))] }))
    expect(decide(view({ nodes: joined, tickets: [ticket(0, 25)] }), three)).toEqual([])
  })

  it('waits until the ticket is deep enough, and needs one at all', () => {
    const sink = { ...view().sink, daaScore: 27n }
    expect(decide(view({ sink, tickets: [ticket(0, 25)] }), own())).toEqual([])
    expect(decide(view(), own())).toEqual([])
  })

  it('builds on the last final node', () => {
    const final = [node(0), node(1, { status: 'final' })]
    expect(decide(view({ nodes: final, tickets: [ticket(0, 25)] }), own())[0]).toMatchObject({
      parent: nodeIdAt(1),
      entries: [{ block: H(0xb002) }],
    })
  })

  it('stands up again for what died though it is right, unless something else is final there', () => {
    const dead = [node(0), node(1, { status: 'dead' }), node(2)]
    const tickets = [ticket(0, 25)]
    expect(decide(view({ nodes: dead, tickets }), own())).toMatchObject([
      { parent: GENESIS, entries: [{ block: H(0xb001) }, { block: H(0xb002) }] },
    ])
    expect(decide(view({ nodes: dead, tickets }), own(), { ...HONEST_DUTIES, revive: false })).toEqual([])
    const overruled = [...dead, wrong(1, { status: 'final' })]
    expect(decide(view({ nodes: overruled, tickets }), own())).toEqual([])
  })

  it('signs nothing that the journal forbids', () => {
    const signed = { permits: (_: Outpoint, parent: Hash) => parent === GENESIS }
    const [action] = decide(view({ tickets: [ticket(0, 40)] }), own({ signed }))
    expect(action).toMatchObject({ entries: [{ block: H(0xb001) }] })
    expect(decide(view({ tickets: [ticket(0, 40)] }), own({ signed: { permits: () => false } }))).toEqual([])
  })

  it('begins at the lowest final node in view, if that is what it computed', () => {
    const nodes = [node(2, { status: 'final' })]
    const actions = decide(view({ nodes, tickets: [ticket(0, 40)] }), own())
    expect(actions).toMatchObject([{ parent: nodeIdAt(2), entries: [{ block: H(0xb003) }] }])
    const foreign = [{ ...nodes[0]!, stateCommitment: H(0xbad) }]
    expect(decide(view({ nodes: foreign, tickets: [ticket(0, 40)] }), own())).toEqual([])
  })

  it('never commits to a block that the own machine has not run', () => {
    expect(decide(view({ tickets: [ticket(0, 90)] }), own({ blocks: [] }))).toEqual([])
  })
})

describe('challenges', () => {
  it('challenges the first divergent commitment with the own roots', () => {
    const bad = wrong(1)
    const above = wrong(2, { parent: bad.nodeId })
    const actions = decide(view({ nodes: [node(0), bad, above] }), own())
    const { block: disputed, roots } = block(1)
    expect(actions).toEqual([
      { kind: 'challenge', node: bad.nodeId, parent: GENESIS, stake: stakeOf(0), block: disputed, roots },
    ])
  })

  it('takes no stake that has signed something else there, as whoever committed to a wrong result has', () => {
    const stakes = [stake(0), stake(1)]
    const nodes = [node(0), wrong(1)]
    const refuses = (...numbers: number[]) => ({
      permits: (given: Outpoint, parent: Hash, of: Hash, commitment: Hash) =>
        parent !== GENESIS ||
        of !== block(1).block ||
        commitment !== block(1).stateCommitment ||
        !numbers.some(
          (n) => given.transactionId === stakeOf(n).transactionId && given.index === stakeOf(n).index,
        ),
    })
    expect(decide(view({ nodes, stakes }), own({ signed: refuses(0) }))).toMatchObject([
      { kind: 'challenge', stake: stakeOf(1) },
    ])
    expect(decide(view({ nodes, stakes }), own({ signed: refuses(0, 1), wantedStakes: 2 }))).toEqual([
      { kind: 'stake', count: 1 },
    ])
  })

  it('leaves alone what is right, dead, final, or challenged already', () => {
    const bad = wrong(1)
    expect(decide(view({ nodes: [node(0), node(1)] }), own())).toEqual([])
    for (const status of ['dead', 'final'] as const) {
      expect(decide(view({ nodes: [node(0), { ...bad, status }] }), own())).toEqual([])
    }
    const running = dispute({ nodeId: bad.nodeId, challenger: { stake: stakeOf(5), owner: H(7) } })
    expect(decide(view({ nodes: [node(0), bad], disputes: [running] }), own())).toEqual([])
  })

  it('uses one free stake for each, and none that is challenging or leaving', () => {
    const nodes = [node(0), wrong(1), node(1), wrong(2)]
    const stakes = [stake(0), stake(1, { status: 'unlocking' }), stake(2)]
    const disputes = [dispute({ toMove: 'prover' })]
    const actions = decide(view({ nodes, stakes, disputes }), own({ wantedStakes: 2 }))
    expect(actions).toMatchObject([
      { kind: 'challenge', stake: stakeOf(2), roots: rootsOf(1) },
      { kind: 'stake', count: 1 },
    ])
    // Nobody stakes more for an adversary, or on the way out.
    const frugal = { ...HONEST_DUTIES, restake: false }
    expect(decide(view({ nodes, stakes, disputes }), own({ wantedStakes: 2 }), frugal)).toHaveLength(1)
  })

  it('is not kept from challenging by having to prove, nor by games that adversaries play with each other', () => {
    const bad = wrong(1)
    const nodes = [node(0), bad]
    const me = { stake: stakeOf(0), owner: ME }
    const proving = dispute({
      nodeId: nodeIdAt(2),
      prover: me,
      challenger: { stake: stakeOf(66), owner: H(7) },
    })
    const stakes = [stake(0, { disputes: [proving.disputeId] })]
    const challenges = [{ kind: 'challenge', node: bad.nodeId, stake: stakeOf(0) }]
    const disputes = [
      { ...proving, toMove: 'challenger' as const, turn: { kind: 'pick' as const, points: [] } },
    ]
    expect(decide(view({ nodes, stakes, disputes }), own())).toMatchObject(challenges)
    const staged = dispute({ alternativeNode: bad.nodeId, challenger: { stake: stakeOf(5), owner: H(7) } })
    expect(decide(view({ nodes, disputes: [staged] }), own())).toMatchObject(challenges)
    // But whoever challenges me over it will lose by my own defence.
    const mine = { ...disputes[0]!, alternativeNode: bad.nodeId }
    expect(decide(view({ nodes, stakes, disputes: [mine] }), own())).toEqual([])
  })
})

describe('disputes', () => {
  const decided = (over: Partial<DisputeInfo>): Action[] => [
    ...decide(view({ disputes: [dispute(over)] }), own()),
  ]

  it('moves when it is its turn, and proves the last step from either side', () => {
    expect(kinds(decided({ turn: { kind: 'pick', points: [] } }))).toEqual(['play'])
    expect(kinds(decided({ turn: { kind: 'assert' } }))).toEqual([])
    expect(kinds(decided({ turn: { kind: 'prove', step: 1n, before: H(1), claimed: H(2) } }))).toEqual([
      'play',
    ])
  })

  it('claims a timeout of the other side only', () => {
    expect(kinds(decided({ expiresAt: 1000n }))).toEqual(['claimTimeout'])
    expect(kinds(decided({ expiresAt: 1001n }))).toEqual([])
    expect(kinds(decided({ expiresAt: 1000n, turn: { kind: 'pick', points: [] } }))).toEqual([])
  })

  it('slashes whom it has beaten, and nobody else', () => {
    const outcome = { winner: 'challenger', cause: 'proof', score: 1n, slashed: false } as const
    expect(decided({ outcome, slashable: true })).toMatchObject([{ kind: 'slash', stake: stakeOf(66) }])
    expect(decided({ outcome: { ...outcome, winner: 'prover' }, slashable: true })).toEqual([])
    expect(decided({ outcome, slashable: false })).toEqual([])
  })

  it('keeps out of the games of others', () => {
    expect(decided({ challenger: { stake: stakeOf(1), owner: H(4) }, expiresAt: 1n })).toEqual([])
  })
})

describe('equivocation', () => {
  const twice = [committer(stakeOf(66), H(4))]
  const nodes = [node(0), node(1, { committers: twice }), wrong(1, { committers: twice, disputes: [H(0xd)] })]
  const running = dispute({ nodeId: nodes[2]!.nodeId, challenger: { stake: stakeOf(5), owner: H(7) } })

  it('reports a stake that stands for two siblings', () => {
    const actions = decide(view({ nodes, disputes: [running] }), own())
    const [, first, second] = nodes.map((n) => n.nodeId)
    expect(actions).toEqual([{ kind: 'equivocation', stake: stakeOf(66), first, second }])
  })

  it('leaves alone stakes that are gone, siblings that are dead, and different stakes', () => {
    const disputes = [running]
    expect(decide(view({ nodes, disputes, unspentStakes: new Set() }), own())).toEqual([])
    const dead = nodes.map((n, i) => (i === 2 ? { ...n, status: 'dead' as const } : n))
    expect(decide(view({ nodes: dead, disputes }), own())).toEqual([])
    const others = nodes.map((n, i) => (i === 2 ? { ...n, committers: [committer(stakeOf(0), H(4))] } : n))
    expect(decide(view({ nodes: others, disputes }), own())).toEqual([])
  })
})

describe('services', () => {
  it('asks for the finality of its own branch only', () => {
    const good = node(1, { finalisable: true })
    const bad = wrong(1, { status: 'dead', finalisable: true })
    expect(decide(view({ nodes: [node(0), bad, good] }), own())).toEqual([
      { kind: 'finalise', node: good.nodeId },
    ])
    // One claim for all that are due.
    const deeper = node(2, { finalisable: true })
    expect(decide(view({ nodes: [node(0), good, deeper, node(3)] }), own())).toEqual([
      { kind: 'finalise', node: deeper.nodeId },
    ])
  })

  it('publishes what is final, unpaid and payable, once it may', () => {
    const outbox = [0, 1, 2].map((index) => item(index, index === 2 ? 5n : 20_000_000n, 'key'))
    const state = own({ blocks: [block(1, outbox)] })
    const final = node(1, { status: 'final', published: [0], publisher: H(4), publicFrom: 1001n })
    expect(decide(view({ nodes: [node(0), final] }), state)).toEqual([])
    const publish = [{ kind: 'publish', node: final.nodeId, block: H(0xb001), indices: [1] }]
    expect(decide(view({ nodes: [node(0), { ...final, publisher: ME }] }), state)).toEqual(publish)
    expect(decide(view({ nodes: [node(0), { ...final, publicFrom: 1000n }] }), state)).toEqual(publish)
    expect(decide(view({ nodes: [node(0), { ...final, status: 'pending' }] }), state)).toEqual([])
  })

  it('delivers what goes to other silos, whatever it is worth, but not what was not taken at home', () => {
    const outbox = [
      item(0, 5n, 'silo'),
      item(3, 20_000_000n, 'again'),
      item(4, 20_000_000n, 'silo'),
      item(6, 20_000_000n, 'silo'),
    ]
    const state = own({ blocks: [block(1, outbox)] })
    const final = node(1, { status: 'final', published: [4], publisher: ME })
    expect(decide(view({ nodes: [node(0), final] }), state)).toEqual([
      { kind: 'deliver', node: final.nodeId, block: H(0xb001), item: outbox[0] },
    ])
    const next = { ...final, published: [0, 4] }
    expect(decide(view({ nodes: [node(0), next] }), state)).toMatchObject([{ item: outbox[3] }])
    // Payments go first: they spend the same coins.
    const paying = own({ blocks: [block(1, [...outbox, item(9, 20_000_000n, 'key')])] })
    expect(kinds(decide(view({ nodes: [node(0), final] }), paying))).toEqual(['publish'])
  })

  it('collects fees worth an output, and leaves all of it to others when told so', () => {
    expect(kinds(decide(view({ credit: 20_000_000n }), own()))).toEqual(['collectFees'])
    expect(decide(view({ credit: 19_999_999n }), own())).toEqual([])
    expect(decide(view({ credit: 20_000_000n }), own(), { ...HONEST_DUTIES, serve: false })).toEqual([])
  })
})

describe('stakes', () => {
  it('holds as many as wanted, and takes them out when leaving', () => {
    expect(decide(view(), own({ wantedStakes: 3 }))).toEqual([{ kind: 'stake', count: 2 }])
    const stakes = [stake(0), stake(1, { status: 'unlocking' }), stake(2, { status: 'slashable' })]
    const actions = decide(view({ stakes }), own({ leaving: true }))
    expect(kinds(actions)).toEqual(['requestUnlock', 'unlock'])
  })

  it('has a key for each action, equal for equal deeds only', () => {
    const actions = decide(
      view({ nodes: [node(0), wrong(1)], tickets: [ticket(0, 25)], credit: 20_000_000n }),
      own(),
    )
    const keys = actions.map(actionKey)
    expect(keys).toHaveLength(3)
    expect(new Set(keys).size).toBe(3)
  })
})
