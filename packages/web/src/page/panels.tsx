import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { PANELS } from '../panels/list.ts';
import type { ProfilesInput } from '../panels/profiles.compute.ts';
import { sayBug } from '../state/message.ts';
import {
  ask,
  comparing,
  isStale,
  openDocument,
  planned,
  problems,
  redraw,
  selected,
  settings,
} from '../state/session.ts';
import { isViewing } from '../state/viewing.ts';
import type { Comparing } from '../worker/protocol.ts';

/** The panel at the start: what this is, until something is chosen. */
const FIRST = isViewing ? 'explain' : 'start';

/** The panels as tabs; the data of the open one are computed in the worker after every plan. */
export function Panels() {
  const [open, setOpen] = useState(FIRST);
  const [inputs, setInputs] = useState<ReadonlyMap<string, unknown>>(new Map());
  const panel = PANELS.find(({ id }) => id === open) ?? PANELS[0];
  const input = inputs.has(open) ? inputs.get(open) : panel?.input;
  const setInput = useCallback(
    (value: unknown) => setInputs((before) => (before.get(open) === value ? before : new Map(before).set(open, value))),
    [open],
  );
  const data = usePanelData(open, input, panel?.followsFocus === true);
  useComparing(open, input);
  useFollowing(open, setOpen);
  const count = problems.value.length;
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step === undefined) return;
    const next = PANELS[(PANELS.findIndex(({ id }) => id === open) + step + PANELS.length) % PANELS.length];
    if (next === undefined) return;
    setOpen(next.id);
    document.getElementById(`tab-${next.id}`)?.focus();
  };
  return (
    <section class="panels" aria-labelledby="panels-title">
      <h2 class="hidden" id="panels-title">
        Panels
      </h2>
      <div class="tabs" role="tablist" onKeyDown={onKeyDown}>
        {PANELS.map(({ id, title }) => (
          <button
            key={id}
            id={`tab-${id}`}
            type="button"
            role="tab"
            aria-selected={id === open}
            aria-controls="panel"
            tabIndex={id === open ? 0 : -1}
            onClick={() => setOpen(id)}
          >
            {title}
            {id === 'problems' && count > 0 && <span class={`count${isStale.value ? ' error' : ''}`}>{count}</span>}
          </button>
        ))}
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard */}
      <div class="panel" id="panel" role="tabpanel" aria-labelledby={`tab-${open}`} tabIndex={0}>
        {panel !== undefined && data?.id === open && <panel.View data={data.value} input={input} setInput={setInput} />}
      </div>
    </section>
  );
}

/** A document that becomes refused opens its problems; the panel before comes back with the plan. Choosing a device explains it. */
function useFollowing(open: string, setOpen: (id: string) => void): void {
  const before = useRef<string | undefined>(undefined);
  const isRefused = isStale.value;
  const device = selected.value;
  useEffect(() => {
    if (isRefused && open !== 'problems') {
      before.current = open;
      setOpen('problems');
    } else if (!isRefused && before.current !== undefined) {
      if (open === 'problems') setOpen(before.current);
      before.current = undefined;
    }
  }, [isRefused]);
  useEffect(() => {
    if (device !== undefined && open === 'start') setOpen('explain');
  }, [device]);
}

/** What the open panel compares is drawn, too. */
function useComparing(open: string, input: unknown): void {
  const { original } = openDocument.value;
  const { profile } = settings.value;
  useEffect(() => {
    const next = comparingOf(open, input);
    if (next === comparing.peek()) return;
    comparing.value = next;
    void redraw();
  }, [open, input, original, profile]);
}

function comparingOf(open: string, input: unknown): Comparing | undefined {
  if (open === 'diff') return { kind: 'original', text: openDocument.peek().original };
  if (open === 'convert') return { kind: 'q35' };
  if (open !== 'profiles') return undefined;
  const { profiles } = input as ProfilesInput;
  const other = profiles.find((one) => one !== settings.peek().profile);
  return other === undefined ? undefined : { kind: 'profile', profile: other };
}

function usePanelData(id: string, input: unknown, followsFocus: boolean) {
  const [data, setData] = useState<{ readonly id: string; readonly value: unknown } | undefined>(undefined);
  const version = planned.value?.version;
  const device = followsFocus ? selected.value : undefined;
  useEffect(() => {
    if (version === undefined) return undefined;
    let isLate = false;
    ask('panel', { id, input, focus: device }).then((value) => {
      if (!isLate) setData({ id, value });
    }, sayBug);
    return () => {
      isLate = true;
    };
  }, [id, input, device, version]);
  return data;
}
