import { SingleBar } from 'cli-progress';

/** Shows how far a number of equal steps has got. */
export interface Progress {
  step(): void;
  done(): void;
}

const LINE_EVERY_MS = 5_000;

/** A bar on a terminal, a line now and then elsewhere; both on stderr, so that stdout holds the result alone. */
export function progress(label: string, total: number): Progress {
  return process.stderr.isTTY ? bar(label, total) : lines(label, total);
}

function bar(label: string, total: number): Progress {
  const shown = new SingleBar({ format: `${label.padEnd(12)} {bar} {value}/{total}  {duration_formatted}`, fps: 5 });
  shown.start(total, 0);
  return { step: () => shown.increment(), done: () => shown.stop() };
}

function lines(label: string, total: number): Progress {
  let count = 0;
  const show = () => process.stderr.write(`${label} ${count}/${total}\n`);
  const timer = setInterval(show, LINE_EVERY_MS);
  return {
    step: () => {
      count += 1;
    },
    done: () => {
      clearInterval(timer);
      show();
    },
  };
}
