import { createLogger } from '#platform/log';

/** Writes the log lines that log.test.ts reads: `log.fixture.ts <environment>`. */
const environment = process.argv[2] as 'production' | 'development';
const log = createLogger({ environment, log: { level: 'info', format: 'json', output: 'stdout' } }, 'metachat');

log.debug('below the level');
log.child({ subgraph: 'chat' }).info({ correlationId: 'c-1', events: 3 }, 'projected');
log.info({ password: 'p1', token: 't1', input: { text: 'x1', email: 'e1', id: 'kept' } }, 'with secrets');
log.error({ error: Object.assign(new TypeError('broken'), { code: 'ECONNRESET' }) }, 'failed');
const fromDatabase = { severity: 'ERROR', code: '22P02', detail: 'Key (email)=(ann@example.org)' };
log.error({ error: Object.assign(new Error('invalid input: "dear diary"'), fromDatabase) }, 'failed');
log.error({ error: 'dear diary' }, 'failed');
