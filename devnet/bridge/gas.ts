// What gas costs in a silo's lane (41, E60).

/** Sompi that a gas limit costs, rounded up. */
export function gasCost(gasPrice: bigint, gas: bigint): bigint {
  return (gas * gasPrice + 999n) / 1_000n
}
