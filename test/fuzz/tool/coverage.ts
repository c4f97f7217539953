// What a fuzzing run has reached: tallies by topic (an engine, a parser) and name, which runs in other processes add to.

export class Coverage {
  private readonly topics = new Map<string, Map<string, number>>()

  add(topic: string, name: string, count = 1): void {
    const tallies = this.topics.get(topic) ?? new Map<string, number>()
    this.topics.set(topic, tallies)
    tallies.set(name, (tallies.get(name) ?? 0) + count)
  }

  count(topic: string, name: string): number {
    return this.topics.get(topic)?.get(name) ?? 0
  }

  names(topic: string): readonly string[] {
    return [...(this.topics.get(topic)?.keys() ?? [])]
  }

  /** All tallies as plain values, to send to another process. */
  take(): [string, [string, number][]][] {
    const taken = [...this.topics].map(([topic, tallies]): [string, [string, number][]] => [
      topic,
      [...tallies],
    ])
    this.topics.clear()
    return taken
  }

  merge(taken: ReturnType<Coverage['take']>): void {
    for (const [topic, tallies] of taken) for (const [name, count] of tallies) this.add(topic, name, count)
  }
}
