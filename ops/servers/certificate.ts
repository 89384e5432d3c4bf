import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { locate } from './install.ts';
import { alone } from './lock.ts';
import type { Settings } from './settings.ts';

/** Paths of what the servers show to clients that want TLS. It signs itself: who is to trust it is told of it. */
export interface Certificate {
  readonly certificate: string;
  readonly key: string;
  /** Both, as Kafka reads them. */
  readonly pem: string;
  /** Both, as Cassandra reads them (PKCS #12). */
  readonly keystore: string;
}

/** Keeps nobody out who can read the folder; Java opens no keystore without one. */
export const KEYSTORE_PASSWORD = 'metachat';

const run = promisify(execFile);

export const certificatePaths = ({ folder }: Settings): Certificate => ({
  certificate: join(folder, 'tls', 'certificate.pem'),
  key: join(folder, 'tls', 'key.pem'),
  pem: join(folder, 'tls', 'both.pem'),
  keystore: join(folder, 'tls', 'both.p12'),
});

/** Made once, for 127.0.0.1, by OpenSSL. */
export const certificate = async (settings: Settings): Promise<Certificate> => {
  const folder = join(settings.folder, 'tls');
  await alone(folder, async () => {
    if (!existsSync(certificatePaths(settings).pem)) await make(folder);
  });
  return certificatePaths(settings);
};

const make = async (folder: string): Promise<void> => {
  const openssl = (...args: string[]) => run(locate('openssl'), args, { cwd: folder });
  await openssl(
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-noenc', '-days', '3650'],
    ...['-subj', '/CN=servers on loopback', '-addext', 'subjectAltName=IP:127.0.0.1'],
    ...['-keyout', 'key.pem', '-out', 'certificate.pem'],
  );
  const both = ['-in', 'certificate.pem', '-inkey', 'key.pem'];
  await openssl('pkcs12', '-export', ...both, '-passout', `pass:${KEYSTORE_PASSWORD}`, '-out', 'both.p12');
  const parts = await Promise.all(['key.pem', 'certificate.pem'].map((file) => readFile(join(folder, file))));
  // the last one, and whole at once: where it is, all are
  await writeFile(join(folder, 'both.new'), Buffer.concat(parts), { mode: 0o600 });
  await rename(join(folder, 'both.new'), join(folder, 'both.pem'));
};
