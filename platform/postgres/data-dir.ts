import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { access, constants, mkdir, realpath, stat, unlink } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { join } from 'node:path';

/** The data directory can't be used. The message is one line for whoever started the program. */
export class DataDirError extends Error {
  override readonly name = 'DataDirError';
}

/**
 * Makes the data directory ready and holds it for this process: a second process is refused with a `DataDirError`
 * until this one releases it or ends, by whatever means.
 *
 * The hold is a listening socket, because the operating system closes it with the process. On Linux its name is in the
 * abstract namespace, which leaves no file behind; that namespace is the machine's or the container's, so two
 * containers must not share a data directory.
 */
export const lockDataDir = async (dataDir: string): Promise<{ release(): Promise<void> }> => {
  const server = await listen(await socketAddress(await prepare(dataDir)));
  if (!server) throw new DataDirError(`The data directory ${dataDir} is in use by another process.`);
  // a held directory alone is no reason for the process to stay
  server.unref();
  return {
    release: async () => {
      server.close();
      await once(server, 'close');
    },
  };
};

/** Answers with its real path, so that links and relative paths lead to the same lock. */
const prepare = async (dataDir: string): Promise<string> => {
  try {
    await mkdir(dataDir, { recursive: true, mode: 0o700 });
    await access(dataDir, constants.R_OK | constants.W_OK | constants.X_OK);
    return await realpath(dataDir);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const what = code === 'EEXIST' || code === 'ENOTDIR' ? 'is not a directory' : `is not writable (${code})`;
    throw new DataDirError(`The data directory ${dataDir} ${what}.`);
  }
};

const socketAddress = async (path: string): Promise<string> => {
  const name = `metachat-${createHash('sha256').update(path).digest('hex').slice(0, 32)}`;
  if (process.platform === 'linux') return `\0${name}`;
  if (process.platform === 'win32') return `\\\\.\\pipe\\${name}`;
  const file = join(path, 'lock');
  if (await isAbandoned(file)) await unlink(file);
  return file;
};

/** Undefined when somebody listens there already. */
const listen = async (address: string): Promise<Server | undefined> => {
  const server = createServer((connection) => connection.destroy()).listen({ path: address, exclusive: true });
  try {
    await once(server, 'listening');
    return server;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') return undefined;
    throw error;
  }
};

/** A socket file outlives its process; that nobody answers on it tells. */
const isAbandoned = async (file: string): Promise<boolean> => {
  if (!(await stat(file).catch(() => undefined))?.isSocket()) return false;
  const attempt = connect(file);
  try {
    await once(attempt, 'connect');
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ECONNREFUSED';
  } finally {
    attempt.destroy();
  }
};
