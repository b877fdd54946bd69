/** What one attribute takes. */
export interface SettingFacts {
  /** Sorts of the device (often its `type`) that read the attribute; absent: all. */
  readonly sorts?: ReadonlySet<string>;
  readonly number?: 'int' | 'uint' | 'positive' | 'ulong' | 'size' | 'wrapped';
  /** A number may be written as in C: 0x1f, 017. */
  readonly anyBase?: boolean;
  /** A negative number is taken as its complement. */
  readonly isSigned?: true;
  readonly words: ReadonlySet<string>;
  /** Words that are not known yet, with the release that brings them. */
  readonly later: ReadonlyMap<string, string>;
}

/** What an element has to have: elements below it, one in the other, and an attribute of the last. */
export interface NeedFacts {
  readonly sorts?: ReadonlySet<string>;
  readonly path: readonly string[];
  readonly attribute?: string;
  /** Of elements of one name any may have it, not the first alone. */
  readonly isInAny?: true;
  /** Elements that do as well. */
  readonly orElse?: readonly string[];
}

/** An attribute of an element, or of an element in it. */
export interface AttributePlace {
  readonly part?: string;
  readonly attribute: string;
}

/** Of which models of the device an element is read, as the model is written; in lower case. */
export interface ModelFacts {
  /** Where the model is. */
  readonly by: AttributePlace;
  readonly models: ReadonlySet<string>;
  /** Of all but these models it is read. */
  readonly isOfOthers: boolean;
  /** Attributes that are read all the same. */
  readonly always: ReadonlySet<string>;
  /** Sorts of the device for which the model does not matter. */
  readonly except: ReadonlySet<string>;
}

/** What the attributes of an element and of the elements in it take. */
export interface ElementFacts {
  readonly settings: {
    /** The rows of an attribute; of each sort the first holds. */
    get(attribute: string): readonly SettingFacts[] | undefined;
    keys(): Iterable<string>;
  };
  readonly children: ReadonlyMap<string, ElementFacts>;
  readonly needs: readonly NeedFacts[];
  /** Absent: it is read of every model. */
  readonly read?: ModelFacts;
  /** Each element of this name is read, not the first alone. */
  readonly isEachRead?: true;
  /** Reading ends with the first that has one of these attributes. */
  readonly readUpTo?: readonly string[];
  /** A part of a character device within a device of this sort; the element around it names the type. */
  readonly sourceOf?: string;
  /** Its own attribute `type` is the sort of what is in it; without one libvirt reads nothing of it. */
  readonly isSortedByType?: true;
}
