// The comparator: two documents, or a document and a QEMU command line, by placement alone.
export { compareArgs } from './compare-args.ts';
export { compareDocuments } from './compare-documents.ts';
export type { Difference } from './difference.ts';
export { XmlError } from './xml-reader.ts';
