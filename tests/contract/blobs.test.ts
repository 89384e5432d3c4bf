import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm, stat, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { folderBlobs } from '#platform/blobs/folder';
import { testBlobStore } from './blobs.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'metachat-blobs-'));
});
afterAll(() => rm(folder, { recursive: true }));

testBlobStore('a folder', async () => folderBlobs(join(folder, 'shared', 'blobs')));

describe('a folder of blobs', () => {
  const key = { tenant: '../tenant', owner: '../../ann', name: '../../../../escaped' };
  const filesOf = async (root: string) =>
    (await readdir(root, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());

  it('holds all its files, for its owner alone, under names that say nothing', async () => {
    const root = join(folder, 'inside', 'blobs');
    await folderBlobs(root).put(key, 'label', [randomBytes(10)]);
    const [file, ...others] = await filesOf(join(folder, 'inside'));
    expect(others).toEqual([]);
    expect(join(file!.parentPath, file!.name).slice(root.length)).toMatch(/^(\/[0-9a-f]{64}){3}$/);
    expect((await stat(join(file!.parentPath, file!.name))).mode & 0o777).toBe(0o600);
    expect((await stat(file!.parentPath)).mode & 0o777).toBe(0o700);
  });

  it('says of a file that was cut off that it was', async () => {
    const root = join(folder, 'cut');
    const store = folderBlobs(root);
    await store.put(key, 'label', [randomBytes(10)]);
    const [file] = await filesOf(root);
    for (const length of [4, 1, 0]) {
      await truncate(join(file!.parentPath, file!.name), length);
      await expect(store.get(key)).rejects.toThrow('cut off');
    }
  });
});
