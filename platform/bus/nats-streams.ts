import {
  JetStreamApiCodes,
  JetStreamApiError,
  type JetStreamManager,
  StorageType,
  type StreamConfig,
  type StreamInfo,
} from '@nats-io/jetstream';
import { nanos } from '@nats-io/transport-node';
import { LEASE_MS } from '#platform/bus/leases';

/** What we want of a stream; whoever runs the server may set the rest, as replicas and limits. */
export type StreamOptions = Partial<StreamConfig> & Pick<StreamConfig, 'name' | 'subjects'>;

const nameOf = (topic: string): string => topic.replaceAll(/[^\w-]/g, '_').toUpperCase();

export const eventsOf = (topic: string, partitions: number): StreamOptions => ({
  name: nameOf(topic),
  subjects: Array.from({ length: partitions }, (_, partition) => `${topic}.${partition}`),
});

/** Where each group has got to: the last message on each subject. */
export const placesOf = (topic: string): StreamOptions => ({
  ...{ name: `${nameOf(topic)}_PLACES`, subjects: [`${topic}.places.>`] },
  max_msgs_per_subject: 1,
});

/** Who lives and who works on what: the last message on each subject, void when it isn't sent again in time. */
export const leasesOf = (topic: string): StreamOptions => ({
  ...{ name: `${nameOf(topic)}_LEASES`, subjects: [`${topic}.leases.>`], storage: StorageType.Memory },
  ...{ max_msgs_per_subject: 1, max_age: nanos(LEASE_MS), duplicate_window: nanos(LEASE_MS) },
});

/** Makes it where it is missing. Throws for one of another number of subjects: other processes count other partitions. */
export const ensureStream = async (
  api: JetStreamManager,
  stream: StreamOptions,
  counted: { subjects_filter?: string } = {},
): Promise<StreamInfo> => {
  const info = await api.streams.info(stream.name, counted).catch((error) => {
    if (!isApiError(error, JetStreamApiCodes.StreamNotFound)) throw error;
    return api.streams.add(stream);
  });
  const [has, wants] = [info.config.subjects.length, stream.subjects.length];
  if (has !== wants) throw new Error(`The stream ${stream.name} has ${has} subjects, not ${wants}.`);
  return info;
};

export const isApiError = (error: unknown, code: number): boolean =>
  error instanceof JetStreamApiError && error.code === code;
