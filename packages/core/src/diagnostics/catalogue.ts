/** Which class of error libvirt answers with; absent where libvirt has no such refusal. */
export type LibvirtErrorClass = 'xml' | 'internal' | 'unsupported';

export interface CatalogueEntry {
  /** The name of the fault, shared with the conformance corpora. Permanent, like the code. */
  readonly kind: string;
  readonly severity: 'error' | 'warning' | 'note';
  /** libvirt's class of error; `origin` = XML for an address the user gave, internal for one that was chosen. */
  readonly libvirt?: LibvirtErrorClass | 'origin';
  /** A few words, for lists. */
  readonly title: string;
  /** What is wrong. `{name}` stands for the diagnostic's value of that name. */
  readonly message: string;
  /** What to do about it, with the same placeholders. */
  readonly help: string;
  /** Rules of the specification that the diagnostic comes from. */
  readonly rules: readonly string[];
}

/** Every code. A code is never renamed, reused or removed. RP1 XML, RP2 domain, RP3 placement, RP4 profile, RP5 command. */
export const CATALOGUE = {
  RP1001: {
    kind: 'xml-malformed',
    severity: 'error',
    libvirt: 'xml',
    title: 'the text is not well-formed XML',
    message: '{problem}',
    help: 'Correct the XML at this place; every element has to be closed and every attribute quoted.',
    rules: [],
  },
  RP1002: {
    kind: 'not-a-domain',
    severity: 'error',
    libvirt: 'xml',
    title: 'the document has no <domain>',
    message: 'the root element is <{found}>, not <domain>',
    help: 'Give a domain definition, as "virsh dumpxml --inactive" prints it.',
    rules: [],
  },
  RP1003: {
    kind: 'several-domains',
    severity: 'error',
    title: 'the document has more than one <domain>',
    message: 'the document has {count} <domain> elements; one is expected',
    help: 'Put each domain into a file of its own and name all the files.',
    rules: [],
  },
  RP1004: {
    kind: 'encoding-unsupported',
    severity: 'error',
    title: 'the text is not UTF-8',
    message: 'the text is not UTF-8: {problem}',
    help: 'Convert the file to UTF-8, for example with iconv -t UTF-8.',
    rules: [],
  },
  RP1005: {
    kind: 'document-empty',
    severity: 'error',
    libvirt: 'xml',
    title: 'the document is empty',
    message: 'there is no XML element in the text',
    help: 'Give a domain definition, as "virsh dumpxml --inactive" prints it.',
    rules: [],
  },
  RP1006: {
    kind: 'entity-unsupported',
    severity: 'error',
    title: 'entities of a document type are not expanded',
    message: 'the entity &{entity}; is not one of the five that XML knows by itself',
    help: 'Write the text in place of the entity; document types are not read.',
    rules: [],
  },
  RP1007: {
    kind: 'document-too-large',
    severity: 'error',
    title: 'the document is beyond a limit',
    message: 'the document has {what} beyond the limit of {limit}',
    help: 'A domain definition is never that large; check that the right file was given.',
    rules: [],
  },
} as const satisfies Readonly<Record<string, CatalogueEntry>>;

export type DiagnosticCode = keyof typeof CATALOGUE;
