export interface Token {
  readonly kind: 'word' | 'face' | 'mark';
  /** Small letters, drawn-out ones twice at most. */
  readonly text: string;
  /** In the scope of a negation: what it says is not so. */
  readonly negated: boolean;
}

/** A word; an emoji or emoticon; a run of marks. */
const TOKEN =
  /[\p{L}\p{N}]+(?:'\p{L}+)*|\p{Extended_Pictographic}|\p{RI}{2}|[:;=]['-]?[)(DdPp\][/|3*Oo]+|<3|\^[._]?\^|[!?]+|\.{2,}|\)+|\(+|[^\s\p{M}\p{Cf}]/gu;
const WORD = /^[\p{L}\p{N}]/u;
const FACE = /^(?:\p{Extended_Pictographic}|\p{RI}|[:;=^]['-]?.|<3|[()]{2})/u;

/** What Latin, Greek and Cyrillic characters are to TOKEN, so that it has to be asked only about others. */
const [BLANK, LETTER, NUMBER, CAPITAL] = [1, 2, 4, 8];
const KINDS = Uint8Array.from({ length: 0x530 }, (_, code) => {
  const character = String.fromCharCode(code);
  return (
    (/[\s\p{M}\p{Cf}]/u.test(character) ? BLANK : 0) |
    (/\p{L}/u.test(character) ? LETTER : 0) |
    (/\p{N}/u.test(character) ? NUMBER : 0) |
    (character !== character.toLowerCase() ? CAPITAL : 0)
  );
});

/** Nobody's word is longer: the rest would only cost time. */
const CHUNK = /\S{1,40}/gu;

const APOSTROPHES = /[’`]/g;
const DRAWN_OUT = /(\p{L})\1{2,}/gu;
/** Closed in pairs they say nothing; left open they are how a smile is written in Russian. */
const PARENTHESES = /\(([^()]*)\)/g;

/** How many words a negation reaches. In Russian it stands right before what it denies. What follows a turn is said anew. */
const TURN = 0;
const SCOPES = new Map<string, number>([
  ...'not no never cannot without hardly nobody nothing neither nor none'.split(' ').map((word) => [word, 4] as const),
  ...'dont doesnt didnt isnt arent wasnt werent wont wouldnt cant couldnt shouldnt havent hasnt hadnt aint'
    .split(' ')
    .map((word) => [word, 4] as const),
  ...'не нет ни без никогда нельзя никто'.split(' ').map((word) => [word, 2] as const),
  ...'but however because though although но а и потому однако хотя'.split(' ').map((word) => [word, TURN] as const),
]);
const SCOPE_OF_NT = 4;

/** A plain text's words, faces and marks. Linear in its length. */
export const tokensOf = (text: string): Token[] => {
  const tokens: Token[] = [];
  let scope = 0;
  for (const found of piecesOf(text)) {
    if (isWord(found)) {
      const word = inSmallLetters(found);
      const reach = SCOPES.get(word);
      tokens.push({ kind: 'word', text: word, negated: scope > 0 && reach !== TURN });
      scope = reach ?? (word.endsWith("n't") ? SCOPE_OF_NT : Math.max(0, scope - 1));
    } else {
      const kind = FACE.test(found) ? 'face' : 'mark';
      if (kind === 'mark') scope = 0;
      tokens.push({ kind, text: shortened(found), negated: false });
    }
  }
  return tokens;
};

/** What TOKEN finds, sooner: words are found by looking their letters up, and the expression is asked for the rest. */
const piecesOf = (text: string): string[] => {
  const pieces: string[] = [];
  for (let at = 0; at < text.length; ) {
    const kind = KINDS[text.charCodeAt(at)] ?? 0;
    const end = kind & (LETTER | NUMBER) ? endOfWord(text, at) : null;
    if (end !== null) {
      pieces.push(text.slice(at, end));
      at = end;
    } else if (kind & BLANK) at++;
    else {
      TOKEN.lastIndex = at;
      const found = TOKEN.exec(text);
      if (!found) break;
      pieces.push(found[0]);
      at = TOKEN.lastIndex;
    }
  }
  return pieces;
};

/** Null where a character comes that was not looked up. */
const endOfWord = (text: string, start: number): number | null => {
  let accepted = LETTER | NUMBER;
  for (let at = start + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code >= KINDS.length) return null;
    if (KINDS[code]! & accepted) continue;
    if (code !== APOSTROPHE) return at;
    const next = text.charCodeAt(at + 1);
    if (next >= KINDS.length) return null;
    // of what is left out behind an apostrophe only letters are part
    if (!(KINDS[next]! & LETTER)) return at;
    accepted = LETTER;
  }
  return text.length;
};
const APOSTROPHE = 0x27;

const isWord = (piece: string): boolean => {
  const code = piece.charCodeAt(0);
  return code < KINDS.length ? (KINDS[code]! & (LETTER | NUMBER)) > 0 : WORD.test(piece);
};

/** Mostly it is, and to find that out is much the faster. */
const inSmallLetters = (word: string): string => {
  for (let at = 0; at < word.length; at++)
    if ((KINDS[word.charCodeAt(at)] ?? CAPITAL) & CAPITAL) return word.toLowerCase();
  return word;
};

/** What stands between the spaces of a plain text: words with the marks at them. */
export const chunksOf = (text: string): readonly string[] => text.toLowerCase().match(CHUNK) ?? [];

/** What tokens and chunks are made of: one spelling for what is written in several ways. */
export const plain = (text: string): string => {
  const one = text.replace(PARENTHESES, ' $1 ').replace(APOSTROPHES, "'").replaceAll('ё', 'е').replaceAll('Ё', 'Е');
  return mayBeDrawnOut(one) ? one.replace(DRAWN_OUT, '$1$1') : one;
};

/** Whether anything stands there three times in a row; a character of two units may. */
const mayBeDrawnOut = (text: string): boolean => {
  let [before, last] = [0, 0];
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if ((code === last && code === before) || (code & 0xf800) === 0xd800) return true;
    before = last;
    last = code;
  }
  return false;
};

const REPEATED = /(.)\1{2,}/gu;
/** A mark that is repeated more than once is repeated often. */
const shortened = (marks: string): string => marks.toLowerCase().replace(REPEATED, '$1$1+');
