import { defineConfig } from 'prisma/config';

/** For Prisma's own CLI (`migrate status`, `migrate deploy`, `studio`); the program itself reads platform/config.ts. */
export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
  datasource: { url: process.env.DATABASE_URL ?? 'postgresql://127.0.0.1:5432/metachat_users' },
});
