import type { RecordedEvent } from '#platform/domain/events';
import type { Vault } from '#platform/vault/vault';

/** An event's personal parts in clear, as far as they were asked for; null when the key is destroyed. */
export type Opened = Readonly<Record<string, unknown>>;

/** Opens personal parts of a batch of events, with one look-up of keys. Events of which there is nothing to open are left out. */
export const openPersonal = async (
  vault: Vault,
  events: readonly RecordedEvent[],
  wanted: (event: RecordedEvent, field: string) => boolean,
): Promise<Map<RecordedEvent, Opened>> => {
  const sealed = events.flatMap((event) =>
    Object.entries(event.personal ?? {})
      .filter(([field]) => wanted(event, field))
      .map(([field, value]) => ({ event, field, sealed: value })),
  );
  if (sealed.length === 0) return new Map();
  const values = await vault.open(
    sealed.map(({ event: { tenant, subject, stream }, ...value }) => ({ tenant, subject, stream, ...value })),
  );
  const opened = new Map<RecordedEvent, Record<string, unknown>>();
  sealed.forEach(({ event, field }, nth) => {
    const value = values[nth];
    if (value instanceof Error) throw value;
    // the key is destroyed
    if (value === undefined) return;
    opened.set(event, { ...opened.get(event), [field]: value });
  });
  return opened;
};
