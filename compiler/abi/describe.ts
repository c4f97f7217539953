// The ABI of a silo, described from its typed program.
import { errorIdOf, eventIdOf, selectorOf } from './identifiers.ts'
import type { EntranceRole } from '../lower/entry.ts'
import { functionSelector, payloadParams } from '../lower/selectors.ts'
import { abiFields, abiTypeOf, recordOf } from '../lower/layout.ts'
import type { SiloPlan } from '../lower/plan.ts'
import { ORIGIN_VARIANTS } from '../typed/tree.ts'
import type { Place, SymbolId, TypedAccess, TypedContract, TypedFunction } from '../typed/tree.ts'
import { isForContracts, splitSignatures, takesFrom } from '../typed/type-facts.ts'
import { signatureOf } from './types.ts'
import type { Abi, AbiContract, AbiError, AbiEvent, AbiFunction } from './types.ts'

/** Describes every contract that has an instance in the silo. */
export function describeAbi(plan: SiloPlan): Abi {
  return {
    root: plan.root.name,
    contracts: plan.contracts.map((contract) => describeContract(plan, contract)),
    instances: plan.instances.map((instance) => instance.contract.name),
  }
}

function describeContract(plan: SiloPlan, contract: TypedContract): AbiContract {
  const described = (role: EntranceRole): AbiFunction[] =>
    contract.functions
      .filter((fn) => fn.role === role && !isForContracts(fn))
      .map((fn) => describeFunction(plan, fn))
  return {
    name: contract.name,
    doc: contract.doc,
    init: contract.init === null ? DEFAULT_INIT : describeFunction(plan, contract.init),
    functions: described('public'),
    remote: described('remote'),
    refunds: described('refund'),
    events: contract.events.map((id) => describeEvent(plan, id)),
    errors: contract.errors.map((id) => describeError(plan, id)),
  }
}

const DEFAULT_INIT: AbiFunction = {
  name: 'init',
  selector: selectorOf('init()'),
  signature: 'init()',
  doc: null,
  params: [],
  coin: null,
  result: null,
  payable: false,
  view: false,
  access: ['anyone'],
  origins: [],
  signatures: 0,
}

function describeFunction(plan: SiloPlan, fn: TypedFunction): AbiFunction {
  const { program } = plan
  const params = payloadParams(fn).map(({ name, type, doc }) => ({
    name,
    type: abiTypeOf(program, type),
    doc,
  }))
  const name = fn.role === 'init' ? 'init' : fn.name
  return {
    name,
    selector: functionSelector(plan, fn),
    signature: signatureOf(name, params),
    doc: fn.doc,
    params,
    coin: fn.payable ? (fn.params.at(fn.role === 'refund' ? 0 : -1)?.name ?? null) : null,
    result: fn.result.kind === 'unit' || fn.result.kind === 'never' ? null : abiTypeOf(program, fn.result),
    payable: fn.payable,
    view: fn.effect !== 'write',
    access: accessWords(fn.access),
    origins: fn.role === 'remote' ? ORIGIN_VARIANTS.filter((variant) => takesFrom(fn.access, variant)) : [],
    signatures: splitSignatures(fn).signatures.length,
  }
}

function describeEvent(plan: SiloPlan, id: SymbolId): AbiEvent {
  const record = recordOf(plan.program, id)
  const fields = abiFields(plan.program, record.fields)
  const signature = signatureOf(record.name, fields)
  const number = eventIdOf(signature).toString(16).padStart(16, '0')
  return { name: record.name, signature, id: number, doc: record.doc, fields }
}

function describeError(plan: SiloPlan, id: SymbolId): AbiError {
  const record = recordOf(plan.program, id)
  const fields = abiFields(plan.program, record.fields)
  const signature = signatureOf(record.name, fields)
  return { name: record.name, signature, id: errorIdOf(signature), doc: record.doc, fields }
}

/** A `by` clause as words, each of which says who may call. */
export function accessWords(access: TypedAccess): readonly string[] {
  switch (access.kind) {
    case 'anyone':
      return ['anyone']
    case 'any-of':
      return access.places.map(placeName)
    case 'signed':
      return [`sig(${access.keys.map(placeName).join(', ')})`]
    case 'origin':
      return access.origins.map(({ text }, i) => (i === 0 ? `origin ${text}` : text))
  }
}

/** `owner`, `config.keeper`, `role(pausers)`. */
function placeName(place: Place): string {
  const fields = place.path.flatMap((step) => (step.kind === 'field' ? [step.name] : []))
  const name = [place.root.name, ...fields].join('.')
  return place.type.kind === 'bool' ? `role(${name})` : name
}
