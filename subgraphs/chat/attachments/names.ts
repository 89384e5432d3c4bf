/** Controls, and what turns the direction of writing: `gpj.exe` can look like `exe.jpg` by one. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** The name of a file without the folders before it and without what can't be seen; null when nothing is left. */
export const cleanName = (given: string): string | null => {
  const name = given
    .slice(Math.max(given.lastIndexOf('/'), given.lastIndexOf('\\')) + 1)
    .replace(UNSEEN, '')
    .trim();
  return /^\.*$/.test(name) ? null : name;
};
