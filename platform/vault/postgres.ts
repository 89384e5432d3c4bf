import type pg from 'pg';
import { type KeyStore, unwrapKey, wrapKey } from '#platform/vault/vault';

/** Subjects' keys in a database of their own, wrapped by the newest master key, opened by any of them. */
export const postgresKeyStore = (pool: pg.Pool, masterKeys: readonly Buffer[]): KeyStore => {
  const unwrap = (tenant: string, { subject, wrapped }: { subject: string; wrapped: Buffer | null }) =>
    wrapped ? unwrapKey(masterKeys, wrapped, `${tenant}\n${subject}`) : 'destroyed';

  return {
    async load(tenant, subjects) {
      const { rows } = await pool.query<{ subject: string; wrapped: Buffer | null }>({
        name: 'load-keys',
        text: 'SELECT subject, wrapped FROM subject_key WHERE tenant = $1 AND subject = ANY($2)',
        values: [tenant, subjects],
      });
      return new Map(rows.map((row) => [row.subject, unwrap(tenant, row)]));
    },

    async create(tenant, subject, key) {
      // the update that changes nothing makes RETURNING yield the row of whoever came first
      const { rows } = await pool.query<{ subject: string; wrapped: Buffer | null }>({
        name: 'create-key',
        text: `INSERT INTO subject_key (tenant, subject, wrapped) VALUES ($1, $2, $3)
               ON CONFLICT (tenant, subject) DO UPDATE SET wrapped = subject_key.wrapped RETURNING subject, wrapped`,
        values: [tenant, subject, wrapKey(masterKeys[0]!, key, `${tenant}\n${subject}`)],
      });
      return unwrap(tenant, rows[0]!);
    },

    async check() {
      const { rows } = await pool.query<{ tenant: string; subject: string; wrapped: Buffer }>(
        'SELECT tenant, subject, wrapped FROM subject_key WHERE wrapped IS NOT NULL LIMIT 1',
      );
      for (const row of rows) unwrap(row.tenant, row);
    },

    async destroy(tenant, subject) {
      await pool.query({
        name: 'destroy-key',
        text: `INSERT INTO subject_key (tenant, subject, wrapped, destroyed_at) VALUES ($1, $2, NULL, now())
               ON CONFLICT (tenant, subject) DO UPDATE SET wrapped = NULL, destroyed_at = now()`,
        values: [tenant, subject],
      });
    },
  };
};
