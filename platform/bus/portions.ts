/** Little enough to be acknowledged in time by a server that is busy, and much more than a batch of usual events. */
export const PORTION_BYTES = 4 << 20;

/**
 * Cuts a batch, in order, into portions that are sent one after another: a batch that takes longer than the broker may be
 * silent would come again, whole, for ever. What is larger than a portion is one of its own.
 */
export const portions = <Message extends { readonly bytes: number }>(batch: readonly Message[]): Message[][] => {
  const cut: Message[][] = [];
  let filled = PORTION_BYTES;
  for (const message of batch) {
    filled += message.bytes;
    if (filled > PORTION_BYTES) {
      cut.push([]);
      filled = message.bytes;
    }
    cut.at(-1)!.push(message);
  }
  return cut;
};
