/** What one attribute takes. */
export interface SettingFacts {
  /** Sorts of the device (often its `type`) that read the attribute; absent: all. */
  readonly sorts?: ReadonlySet<string>;
  readonly number?: 'int' | 'uint' | 'ulong';
  /** A number may be written as in C: 0x1f, 017. */
  readonly anyBase?: boolean;
  readonly words: ReadonlySet<string>;
  /** Words that are not known yet, with the release that brings them. */
  readonly later: ReadonlyMap<string, string>;
}

/** What an element has to have: elements below it, one in the other, and an attribute of the last. */
export interface NeedFacts {
  readonly sorts?: ReadonlySet<string>;
  readonly path: readonly string[];
  readonly attribute?: string;
}

/** What the attributes of an element and of the elements in it take. */
export interface ElementFacts {
  readonly settings: ReadonlyMap<string, readonly SettingFacts[]>;
  readonly children: ReadonlyMap<string, ElementFacts>;
  readonly needs: readonly NeedFacts[];
}
