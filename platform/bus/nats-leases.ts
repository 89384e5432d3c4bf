import { JetStreamApiCodes, type JetStreamClient, type JetStreamManager } from '@nats-io/jetstream';
import type { LeaseStore } from '#platform/bus/leases';
import { ensureStream, isApiError, type StreamOptions } from '#platform/bus/nats-streams';

export interface NatsLeaseOptions {
  readonly api: () => JetStreamManager;
  readonly js: () => JetStreamClient;
  readonly stream: StreamOptions;
  /** Of the group's subjects. */
  readonly prefix: string;
  readonly member: string;
}

/**
 * A lease is a message on the partition's subject: it can be sent where there is none, and renewed by whoever knows the
 * sequence of the last. The server forgets it when it is not renewed, so no two clocks are compared.
 */
export const natsLeases = ({ api, js, stream, prefix, member }: NatsLeaseOptions): LeaseStore => {
  const sequences = new Map<number, number>();
  const presence = `${prefix}.member.${member}`;

  return {
    async announce() {
      const { state } = await ensureStream(api(), stream, { subjects_filter: `${prefix}.member.*` });
      await js().publish(presence);
      return new Set([...Object.keys(state.subjects ?? {}), presence]).size;
    },

    async hold(partition) {
      const expect = { lastSubjectSequence: sequences.get(partition) ?? 0 };
      try {
        const { seq } = await js().publish(`${prefix}.partition.${partition}`, member, { expect });
        sequences.set(partition, seq);
        return true;
      } catch (error) {
        if (!isApiError(error, JetStreamApiCodes.StreamWrongLastSequence)) throw error;
        sequences.delete(partition);
        return false;
      }
    },

    async release(partition) {
      const sequence = sequences.get(partition);
      sequences.delete(partition);
      if (sequence !== undefined) await api().streams.deleteMessage(stream.name, sequence, false);
    },

    async leave() {
      await api().streams.purge(stream.name, { filter: presence });
    },
  };
};
