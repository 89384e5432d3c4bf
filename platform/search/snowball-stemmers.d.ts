/** What is used of a package without declarations. */
declare module 'snowball-stemmers' {
  interface Stemmer {
    stem(word: string): string;
  }
  const snowball: { newStemmer(language: 'english' | 'russian'): Stemmer };
  export default snowball;
}
