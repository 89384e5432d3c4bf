/** Of the angle between two vectors; to the last bit 1 for equal ones. */
export const cosine = (one: readonly number[], other: readonly number[]): number => {
  let [product, ofOne, ofOther] = [0, 0, 0];
  for (let nth = 0; nth < one.length; nth++) {
    const [a, b] = [one[nth]!, other[nth]!];
    product += a * b;
    ofOne += a * a;
    ofOther += b * b;
  }
  return product / Math.sqrt(ofOne * ofOther);
};
