import type pg from 'pg';
import { describe, expect, it } from 'vitest';
import { BUSINESS_COUNTERS, type BusinessCounter, createMetrics } from '#platform/metrics';

/** The samples of /metrics, without the help and without the process's own. */
const samples = async (metrics: ReturnType<typeof createMetrics>) =>
  (await metrics.registry.metrics()).split('\n').filter((line) => line.startsWith('metachat_'));

describe('/metrics', () => {
  it('shows requests, durations, connections, the database, events, lag, backlog and what the business counts', async () => {
    const metrics = createMetrics();
    metrics.operation({ name: 'SendMessage', type: 'mutation', status: 'ok', seconds: 0.003 });
    metrics.operation({ name: 'SendMessage', type: 'mutation', status: 'error', seconds: 0.003 });
    metrics.connections(1);
    metrics.connections(1);
    metrics.connections(-1);
    for (const delta of [1, 1, -1] as const) metrics.subscriptions('chatEvents', delta);
    metrics.databaseQuery('chat', { ok: true, seconds: 0.002 });
    metrics.databaseQuery('chat', { ok: false, seconds: 0.002 });
    metrics.watchPool('chat', { totalCount: 5, idleCount: 3, waitingCount: 1 } as pg.Pool);
    metrics.published('chat', 3);
    metrics.consumed('chat.conversations', 2);
    metrics.consumerFailed('chat.conversations');
    metrics.watchConsumer('chat.conversations', { backlog: async () => 7, failed: () => true });
    metrics.projected('chat.conversations', 0.02);
    for (const name of Object.keys(BUSINESS_COUNTERS) as BusinessCounter[]) metrics.count(name, 2);

    expect(await samples(metrics)).toEqual(
      expect.arrayContaining([
        'metachat_requests_total{operation="SendMessage",type="mutation",status="ok"} 1',
        'metachat_requests_total{operation="SendMessage",type="mutation",status="error"} 1',
        'metachat_request_duration_seconds_count{operation="SendMessage",type="mutation"} 2',
        'metachat_active_connections 1',
        'metachat_active_subscriptions{field="chatEvents"} 1',
        'metachat_database_operations_total{database="chat"} 2',
        'metachat_database_errors_total{database="chat"} 1',
        'metachat_database_operation_duration_seconds_count{database="chat"} 2',
        'metachat_database_pool_connections{database="chat",state="used"} 2',
        'metachat_database_pool_connections{database="chat",state="idle"} 3',
        'metachat_database_pool_connections{database="chat",state="waiting"} 1',
        'metachat_events_published_total{topic="chat"} 3',
        'metachat_events_consumed_total{consumer="chat.conversations"} 2',
        'metachat_consumer_errors_total{consumer="chat.conversations"} 1',
        'metachat_consumer_failed{consumer="chat.conversations"} 1',
        'metachat_consumer_backlog{consumer="chat.conversations"} 7',
        'metachat_projection_lag_seconds_count{projection="chat.conversations"} 1',
        'metachat_users_total 2',
        'metachat_archetypes_total 2',
        'metachat_entries_total 2',
        'metachat_sessions_total 2',
        'metachat_messages_total 2',
      ]),
    );
    expect(await metrics.registry.metrics()).toContain('process_resident_memory_bytes');
  });

  it('shows the state of a consumer as it is at this moment', async () => {
    const metrics = createMetrics();
    let [waiting, stuck] = [0, false];
    metrics.watchConsumer('people', { backlog: async () => waiting, failed: () => stuck });
    await samples(metrics);
    [waiting, stuck] = [5, true];
    const now = ['metachat_consumer_failed{consumer="people"} 1', 'metachat_consumer_backlog{consumer="people"} 5'];
    expect(await samples(metrics)).toEqual(expect.arrayContaining(now));
  });

  it('still answers while the database is away, without the figure that it can not know', async () => {
    const metrics = createMetrics();
    let away = false;
    const backlog = async () => (away ? Promise.reject(new Error('the database is away')) : 3);
    metrics.watchConsumer('people', { backlog, failed: () => true });
    expect(await samples(metrics)).toContain('metachat_consumer_backlog{consumer="people"} 3');
    away = true;
    const lines = await samples(metrics);
    expect(lines).toContain('metachat_consumer_failed{consumer="people"} 1');
    expect(lines.filter((line) => line.includes('consumer_backlog'))).toEqual([]);
  });
});
