import { useCallback, useEffect, useState } from 'preact/hooks';
import { PANELS } from '../panels/list.ts';
import { announcement, ask, focus, isStale, planned, problems } from '../state/session.ts';

const FIRST = 'explain';

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

function usePanelData(id: string, input: unknown, followsFocus: boolean) {
  const [data, setData] = useState<{ readonly id: string; readonly value: unknown } | undefined>(undefined);
  const version = planned.value?.version;
  const device = followsFocus ? focus.value : undefined;
  useEffect(() => {
    if (version === undefined) return undefined;
    let isLate = false;
    ask('panel', { id, input, focus: device }).then(
      (value) => {
        if (!isLate) setData({ id, value });
      },
      (error: unknown) => {
        announcement.value = `This is a bug in rootport: ${error instanceof Error ? error.message : error}.`;
      },
    );
    return () => {
      isLate = true;
    };
  }, [id, input, device, version]);
  return data;
}
