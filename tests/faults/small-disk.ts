import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, rmdirSync } from 'node:fs';
import { mkdir, open, rename, rm, rmdir, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** A disk of its own for a folder, with little room left. */
export interface SmallDisk {
  /** Takes all the room that is left. */
  fill(): Promise<void>;
  free(): Promise<void>;
  /** Brings the folder back to where it was, as it is now. Nobody may use it meanwhile. */
  remove(): Promise<void>;
}

const MIB = 1_048_576;
const run = promisify(execFile);

/** Whether this process may make one: as root, where mounting is not forbidden. */
export const canMount = (): boolean => {
  if (process.platform !== 'linux') return false;
  const folder = mkdtempSync(join(tmpdir(), 'metachat-mount-'));
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder]).status === 0;
  if (mounted) spawnSync('umount', [folder]);
  rmdirSync(folder);
  return mounted;
};

/** Moves a folder, which nobody may use meanwhile, to a tmpfs where it leaves so much room. */
export const smallDisk = async (folder: string, roomMib: number): Promise<SmallDisk> => {
  const disk = `${folder}.disk`;
  const [moved, kept, filler] = [join(disk, 'folder'), `${folder}.kept`, join(disk, 'filler')];
  const { stdout } = await run('du', ['-sm', folder]);
  await mkdir(disk);
  await run('mount', ['-t', 'tmpfs', '-o', `size=${Number.parseInt(stdout, 10) + roomMib}m`, 'tmpfs', disk]);
  await run('cp', ['-a', folder, moved]);
  await rename(folder, kept);
  await symlink(moved, folder);

  return {
    async fill() {
      const file = await open(filler, 'w');
      const zeros = Buffer.alloc(MIB / 16);
      try {
        for (;;) await file.write(zeros);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
      } finally {
        await file.close();
      }
    },

    free: () => rm(filler, { force: true }),

    async remove() {
      await run('cp', ['-a', moved, `${folder}.new`]);
      await rm(folder);
      await rename(`${folder}.new`, folder);
      await rm(kept, { recursive: true });
      await run('umount', [disk]);
      await rmdir(disk);
    },
  };
};
