// The comparator: two documents, or a document and a QEMU command line, by placement alone.
export { type ArgsDevice, compareArgs, type RecordedArgs } from './compare-args.ts';
export { type CompareOptions, compareDocuments } from './compare-documents.ts';
export type { Comparison, Difference } from './difference.ts';
export { XmlError } from './xml-reader.ts';
