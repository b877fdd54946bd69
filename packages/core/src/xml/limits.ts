/** 64 Mi UTF-16 code units: a thousand times a large domain, and still a second of work. */
export const MAX_SOURCE_LENGTH = 64 * 1024 * 1024;

/** Domains nest about 10 deep; libxml2 itself stops at 256. Keeps recursion over the tree safe. */
export const MAX_DEPTH = 256;

/** Of one element. libvirt's own elements have below 30. */
export const MAX_ATTRIBUTES = 10_000;

/** Elements, attributes, texts and so on together: bounds the memory of the tree to some 200 MB. */
export const MAX_NODES = 1_000_000;

/** Nobody reads more; a text with more faults is not XML at all. */
export const MAX_FAULTS = 1_000;
