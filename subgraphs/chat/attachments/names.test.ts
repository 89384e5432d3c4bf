import { expect, it } from 'vitest';
import { cleanName } from './names.ts';

it.each([
  ['cat.png', 'cat.png'],
  ['../../etc/passwd', 'passwd'],
  ['C:\\Users\\ann\\cat.png', 'cat.png'],
  ['a\nb\t c\r\n.txt', 'ab c.txt'],
  ['\u202egpj.exe', 'gpj.exe'],
  ['a\u200b\u2028b.txt', 'ab.txt'],
  ['  Катя и кошка.jpg ', 'Катя и кошка.jpg'],
  ['.profile', '.profile'],
])('the file %j is called %j', (given, name) => expect(cleanName(given)).toBe(name));

it.each(['/', 'folder/', '..', '.', '\u202e', '\u202e..', 'a/ '])('the file %j has no name', (given) =>
  expect(cleanName(given)).toBeNull(),
);
