/** One of many, in groups, found by typing: a text field that opens a list (the combobox of the ARIA practices). */
import { useEffect, useId, useRef, useState, type JSX, type KeyboardEvent } from "react";
import type { Option } from "./ChoiceFields";
import "./fields.css";
import "./searchSelect.css";

export interface OptionGroup {
  readonly title: string;
  readonly options: readonly Option[];
}

interface Props {
  readonly label: string;
  readonly value: string;
  readonly groups: readonly OptionGroup[];
  readonly onChange: (value: string) => void;
}

const everyWordIn = (text: string, typed: string): boolean =>
  typed
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.toLowerCase().includes(word));

/** The groups with the options in which, or in whose group's title, every typed word occurs. */
function matching(groups: readonly OptionGroup[], typed: string): readonly OptionGroup[] {
  return groups
    .map((group) => ({
      ...group,
      options: group.options.filter(({ label, value }) =>
        everyWordIn(`${group.title} ${label} ${value}`, typed),
      ),
    }))
    .filter(({ options }) => options.length > 0);
}

export function SearchSelect({ label, value, groups, onChange }: Props): JSX.Element {
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  /** What is looked for; null while the list is closed. */
  const [typed, setTyped] = useState<string | null>(null);
  const [place, setPlace] = useState(0);
  const found = matching(groups, typed ?? "");
  const options = found.flatMap((group) => group.options);
  const chosen = groups.flatMap((group) => group.options).find((option) => option.value === value);
  const active = options[place];
  const isOpen = typed !== null;
  useEffect(() => {
    list.current?.querySelector("[data-active=true]")?.scrollIntoView({ block: "nearest" });
  }, [place, isOpen]);

  const open = (text: string): void => {
    const all = matching(groups, text).flatMap((group) => group.options);
    setTyped(text);
    setPlace(
      Math.max(
        0,
        all.findIndex((option) => option.value === value),
      ),
    );
  };
  const choose = (option: Option | undefined): void => {
    setTyped(null);
    if (option && option.value !== value) onChange(option.value);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (move !== undefined) {
      event.preventDefault();
      if (isOpen) setPlace(Math.min(options.length - 1, Math.max(0, place + move)));
      else open("");
    } else if (isOpen && (event.key === "Enter" || event.key === "Escape")) {
      // Escape closes the list, and only then the dialog around it.
      event.preventDefault();
      event.stopPropagation();
      choose(event.key === "Enter" ? active : undefined);
    }
  };
  return (
    <div className="search-select">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        className="field-text"
        type="text"
        role="combobox"
        autoComplete="off"
        spellCheck={false}
        aria-expanded={isOpen}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={isOpen && active ? `${id}-${active.value}` : undefined}
        placeholder={isOpen ? "Search the settings" : undefined}
        value={typed ?? chosen?.label ?? ""}
        onClick={() => !isOpen && open("")}
        onChange={(event) => open(event.target.value)}
        onKeyDown={onKeyDown}
        onBlur={() => setTyped(null)}
      />
      <div
        ref={list}
        id={`${id}-list`}
        className="search-list"
        role="listbox"
        aria-label={label}
        hidden={!isOpen}
      >
        {found.map((group) => (
          <div key={group.title} role="group" aria-label={group.title}>
            <p className="small muted" aria-hidden="true">
              {group.title}
            </p>
            {group.options.map((option) => (
              <div
                key={option.value}
                id={`${id}-${option.value}`}
                role="option"
                aria-selected={option.value === value}
                data-active={option === active}
                // Before the field loses the focus, which closes the list.
                onPointerDown={(event) => {
                  event.preventDefault();
                  choose(option);
                }}
              >
                {option.label}
              </div>
            ))}
          </div>
        ))}
        {options.length === 0 && (
          <div className="small muted" role="option" aria-selected={false} aria-disabled>
            No setting fits these words.
          </div>
        )}
      </div>
    </div>
  );
}
