/** The database engine that comes with the program can't run here, or its data can't be used. The message says why. */
export class EmbeddedPostgresError extends Error {
  override readonly name = 'EmbeddedPostgresError';

  constructor(reason: string) {
    super(`${reason}\nTo use a PostgreSQL server of your own instead, set DATABASE_URL.`);
  }
}
