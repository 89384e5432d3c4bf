/** What is wrong in kafkajs 2.2.4, its newest version, put right before it is used. */
import { createRequire } from 'node:module';

interface RequestQueue {
  readonly pending: readonly unknown[];
  scheduleCheckPendingRequests(): void;
}

interface BrokerPool {
  readonly brokers: Readonly<Record<string, unknown>>;
  metadataExpireAt: number | null;
  removeBroker(address: { readonly host: string; readonly port: number }): void;
}

const prototypeOf = <T>(file: string): T => createRequire(import.meta.url)(`kafkajs/src/${file}`).prototype;

const requests = prototypeOf<RequestQueue>('network/requestQueue');
const { scheduleCheckPendingRequests } = requests;
/**
 * It looks every millisecond, on every connection, whether a request waits to be sent, also when none does (its issues
 * 1556 and 1704): some 3 % of a core for a process that is idle. There is nothing to look for until one waits.
 */
requests.scheduleCheckPendingRequests = function (this: RequestQueue) {
  if (this.pending.length > 0) scheduleCheckPendingRequests.call(this);
};

const pool = prototypeOf<BrokerPool>('cluster/brokerPool');
const { removeBroker } = pool;
/**
 * A broker that closes the connection is forgotten, and a consumer that knows none any more crashes: it comes back as
 * another member of its group, whose partitions rest until the session of the former has run out. The last broker is
 * where to ask, also while it is away.
 */
pool.removeBroker = function (this: BrokerPool, address) {
  if (Object.keys(this.brokers).length > 1) removeBroker.call(this, address);
  else this.metadataExpireAt = null;
};
