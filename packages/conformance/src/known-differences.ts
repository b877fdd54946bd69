/** A case that is known not to match. The list must shrink: an entry whose case matches is an error. */
export interface KnownDifference {
  /** The set's folder name, with `@11.3` for the view of libvirt 11.3. */
  readonly set: string;
  readonly case: string;
  readonly reason: string;
}

export const KNOWN_DIFFERENCES: readonly KnownDifference[] = [];
