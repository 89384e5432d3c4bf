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

/** Nobody's word is longer: the rest would only cost time. */
const CHUNK = /\S{1,40}/gu;

const APOSTROPHES = /[’`]/g;
const DRAWN_OUT = /(\p{L})\1{2,}/gu;
/** Closed in pairs they say nothing; left open they are how a smile is written in Russian. */
const PARENTHESES = /\(([^()]*)\)/g;

/** How many words a negation reaches. In Russian it stands right before what it denies. */
const SCOPES = new Map<string, number>([
  ...'not no never cannot without hardly nobody nothing neither nor none'.split(' ').map((word) => [word, 4] as const),
  ...'dont doesnt didnt isnt arent wasnt werent wont wouldnt cant couldnt shouldnt havent hasnt hadnt aint'
    .split(' ')
    .map((word) => [word, 4] as const),
  ...'не нет ни без никогда нельзя никто'.split(' ').map((word) => [word, 2] as const),
]);
const SCOPE_OF_NT = 4;
/** What follows them is said anew. */
const TURNS = new Set('but however because though although но а и потому однако хотя'.split(' '));

/** A plain text's words, faces and marks. Linear in its length. */
export const tokensOf = (text: string): Token[] => {
  const tokens: Token[] = [];
  let scope = 0;
  for (const found of text.match(TOKEN) ?? []) {
    if (WORD.test(found)) {
      const word = found.toLowerCase();
      if (TURNS.has(word)) scope = 0;
      tokens.push({ kind: 'word', text: word, negated: scope > 0 });
      scope = SCOPES.get(word) ?? (word.endsWith("n't") ? SCOPE_OF_NT : Math.max(0, scope - 1));
    } else {
      const kind = FACE.test(found) ? 'face' : 'mark';
      if (kind === 'mark') scope = 0;
      tokens.push({ kind, text: shortened(found), negated: false });
    }
  }
  return tokens;
};

/** What stands between the spaces of a plain text, each once: words with the marks at them. */
export const chunksOf = (text: string): ReadonlySet<string> => new Set(text.toLowerCase().match(CHUNK));

/** What tokens and chunks are made of: one spelling for what is written in several ways. */
export const plain = (text: string): string =>
  text
    .replace(PARENTHESES, ' $1 ')
    .replace(APOSTROPHES, "'")
    .replaceAll('ё', 'е')
    .replaceAll('Ё', 'Е')
    .replace(DRAWN_OUT, '$1$1');

const REPEATED = /(.)\1{2,}/gu;
/** A mark that is repeated more than once is repeated often. */
const shortened = (marks: string): string => marks.toLowerCase().replace(REPEATED, '$1$1+');
