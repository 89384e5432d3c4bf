/**
 * Whether a document has more tokens than `maximum`, told in a hundredth of the time that parsing it would take. It counts
 * too few rather than too many: names and punctuators that stand in no string and no comment, but not numbers or strings.
 * What it lets through is counted exactly by the parser.
 */
export const hasMoreTokens = (text: string, maximum: number): boolean => {
  // each has a character at least
  if (text.length <= maximum) return false;
  let tokens = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = endOfString(text, at);
    else if (code === HASH) at = endOfLine(text, at);
    else if (isWordCharacter(code)) {
      const isName = code > NINE;
      while (isWordCharacter(text.charCodeAt(at + 1))) at += 1;
      if (isName) tokens += 1;
    } else if (PUNCTUATORS.has(code)) tokens += 1;
    if (tokens > maximum) return true;
  }
  return false;
};

const QUOTE = '"'.charCodeAt(0);
const HASH = '#'.charCodeAt(0);
const BACKSLASH = '\\'.charCodeAt(0);
const NEWLINE = '\n'.charCodeAt(0);
const RETURN = '\r'.charCodeAt(0);
const NINE = '9'.charCodeAt(0);
const PUNCTUATORS = new Set(Array.from('!$&():=@[]{|}', (character) => character.charCodeAt(0)));

/** Of names and numbers: letters, digits and underscores. */
const isWordCharacter = (code: number): boolean =>
  (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 48 && code <= 57) || code === 95;

/** Of the last character; of a string without an end, whatever the parser says of it, that of the text or the line. */
const endOfString = (text: string, start: number): number => {
  if (text.startsWith('"""', start)) return endOfBlock(text, start + 3);
  for (let at = start + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === BACKSLASH) at += 1;
    else if (code === QUOTE || code === NEWLINE || code === RETURN) return at;
  }
  return text.length;
};

const endOfBlock = (text: string, start: number): number => {
  let end = text.indexOf('"""', start);
  while (end > 0 && text.charCodeAt(end - 1) === BACKSLASH) end = text.indexOf('"""', end + 3);
  return end < 0 ? text.length : end + 2;
};

const endOfLine = (text: string, start: number): number => {
  let at = start;
  while (at < text.length && text.charCodeAt(at) !== NEWLINE && text.charCodeAt(at) !== RETURN) at += 1;
  return at;
};
