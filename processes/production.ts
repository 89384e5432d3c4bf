/** Imported before graphql, which otherwise looks for second copies of itself wherever it asks for a type: a tenth of all its time. */
process.env.NODE_ENV ??= 'production';
