import type { ComponentChild } from 'preact';
import { useEffect, useState } from 'preact/hooks';

type Component<Props> = (props: Props) => ComponentChild;

/** A part of the page whose code comes when it is first shown. */
export function later<Props extends object>(load: () => Promise<Component<Props>>): Component<Props> {
  let loaded: Component<Props> | undefined;
  return (props) => {
    const [Part, setPart] = useState(() => loaded);
    useEffect(() => {
      let isGone = false;
      if (loaded === undefined)
        void load().then((part) => {
          loaded = part;
          if (!isGone) setPart(() => part);
        });
      return () => {
        isGone = true;
      };
    }, []);
    return Part === undefined ? null : <Part {...props} />;
  };
}
