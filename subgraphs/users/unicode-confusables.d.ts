/** The package's own declarations have a name by which they are not found. */
declare module 'unicode-confusables' {
  /** Puts in the place of every character the one that it is easily taken for (Unicode Technical Standard 39). */
  export const rectifyConfusion: (text: string) => string;
}
