/** The page belongs to `rootport view`, and to one document. */
export const isViewing = document.documentElement.dataset['document'] !== undefined;
