// Why a script fails: a code, so that callers and Kaspa's own test cases can tell failures apart, and words for people.

export type ScriptFaultCode =
  | 'tooFewItems'
  | 'badIndex'
  | 'badNumber'
  | 'numberTooWide'
  | 'badOperand'
  | 'elementTooBig'
  | 'stackTooDeep'
  | 'scriptTooLong'
  | 'tooManyOperations'
  | 'brokenPush'
  | 'reservedOpcode'
  | 'disabledOpcode'
  | 'unknownOpcode'
  | 'unsupportedOpcode'
  | 'notPushOnly'
  | 'unbalancedConditional'
  | 'earlyReturn'
  | 'verifyFailed'
  | 'endsOnFalse'
  | 'emptyStack'
  | 'uncleanStack'
  | 'badKey'
  | 'badKeyLength'
  | 'badSignature'
  | 'badHashType'
  | 'badKeyCount'
  | 'badSignatureCount'
  | 'uselessSignatures'
  | 'lockedStill'
  | 'outOfUnits'
  | 'noSuchInput'
  | 'noSuchOutput'
  | 'noSuchCovenantPart'
  | 'blockNotInReach'

export interface ScriptFault {
  readonly code: ScriptFaultCode
  /** In words, with the numbers. */
  readonly reason: string
}

export function fault(code: ScriptFaultCode, reason: string): ScriptFault {
  return { code, reason }
}
