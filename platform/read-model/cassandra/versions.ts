import { stampOf } from '#platform/domain/events';
import type { Statement } from '#platform/read-model/cassandra/client';
import { groupBy } from '#platform/read-model/cassandra/parallel';
import type { StreamKey, WriteBatch } from '#platform/read-model/read-model';

/**
 * What a projection has seen of a tenant's streams is spread over this many partitions: so few, that the streams of a
 * batch share some; so many, that fifty million streams make no partition too large.
 */
const BUCKETS = 16;

/** A read for each partition that the streams are in. */
export const selectVersions = (name: string, projection: string, streams: readonly StreamKey[]): Statement[] => {
  const query = `SELECT tenant, stream, version FROM ${name}
    WHERE projection = ? AND tenant = ? AND bucket = ? AND stream IN ?`;
  return byPartition(streams).map((group) => ({
    query,
    params: [projection, group[0]!.tenant, bucketOf(group[0]!), group.map(({ stream }) => stream)],
  }));
};

/** The writes for each partition that the streams are in. */
export const insertVersions = (name: string, projection: string, versions: WriteBatch['versions']): Statement[][] => {
  const query = `INSERT INTO ${name} (projection, tenant, bucket, stream, version) VALUES (?, ?, ?, ?, ?)
    USING TIMESTAMP ?`;
  return byPartition(versions).map((group) =>
    group.map((seen) => ({
      query,
      params: [projection, seen.tenant, bucketOf(seen), seen.stream, seen.version, stampOf(seen.feed)],
    })),
  );
};

const byPartition = <S extends StreamKey>(streams: readonly S[]): S[][] =>
  groupBy(streams, (of) => `${bucketOf(of)} ${of.tenant}`);

const bucketOf = ({ stream }: StreamKey): number => {
  let hash = 0;
  for (let i = 0; i < stream.length; i++) hash = (Math.imul(hash, 31) + stream.charCodeAt(i)) | 0;
  return Math.abs(hash % BUCKETS);
};
