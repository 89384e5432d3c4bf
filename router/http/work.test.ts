import { expect, it } from 'vitest';
import { createWork } from './work.ts';

it('is done once nothing runs, whatever becomes of it', async () => {
  const work = createWork();
  await work.done();
  let finish = () => {};
  const running = work.counted(
    () =>
      new Promise<void>((resolve) => {
        finish = resolve;
      }),
  );
  const failing = work.counted(() => Promise.reject(new Error('no')));
  let isDone = false;
  const done = work.done().then(() => {
    isDone = true;
  });
  await expect(failing).rejects.toThrow('no');
  expect(isDone).toBe(false);
  finish();
  await Promise.all([running, done]);
  await work.done();
});
