/** Makes a lesson link: the recipe in the form, with only the chosen settings shown, and a title. */
import { useState, type JSX } from "react";
import { useStore } from "zustand";
import { hasEffect } from "../../../workers/protocol/recipe/defaults";
import { recipeSections } from "../../../workers/protocol/recipe/describe";
import { formLink } from "../../runs/recipe/formAddress";
import { learnStore } from "../../runs/learnStore";
import { cleanTitle, longestTitle } from "../../runs/recipe/lesson";
import { recipeStore } from "../../runs/recipe/recipeStore";
import { closeDialog } from "../../runs/viewStore";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { Formula, symbolFormula } from "../../ui/Formula";
import { counted } from "../../ui/format";
import "./learn.css";

/** Chosen at first: what shows most in a lesson of minutes. */
const usual: readonly string[] = ["stages.count", "matching.iterations"];

export default function LessonDialog(): JSX.Element {
  const draft = useStore(recipeStore, (form) => form.draft);
  const present = useStore(learnStore, ({ lesson }) => lesson);
  const [title, setTitle] = useState(present?.title ?? "");
  const [chosen, setChosen] = useState<readonly string[]>(present?.paths ?? usual);
  const [copied, setCopied] = useState<string | null>(null);
  const sections = recipeSections
    .map((section) => ({ ...section, fields: section.fields.filter((field) => hasEffect(field, draft)) }))
    .filter(({ fields }) => fields.length > 0);
  const shown = sections.flatMap(({ fields }) => fields.map(({ path }) => path));
  const paths = shown.filter((path) => chosen.includes(path));
  const link = `${location.origin}${location.pathname}${formLink({ title: cleanTitle(title), paths })}`;
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(link);
      setCopied("Copied.");
    } catch {
      setCopied("The browser does not let the page copy: select the address and copy it.");
    }
  };
  const choose = (path: string, on: boolean): void => {
    setCopied(null);
    setChosen(on ? [...chosen, path] : chosen.filter((each) => each !== path));
  };
  return (
    <Dialog title="Lesson link" onClose={closeDialog}>
      <div className="lesson-form">
        <p className="small muted">
          The link opens the recipe that is in the form now, with its seed. Only the chosen settings are
          shown; Start, Pause and all that a run shows stay.
        </p>
        <label>
          Title of the lesson
          <input
            className="lesson-text"
            value={title}
            maxLength={longestTitle}
            onChange={(event) => {
              setCopied(null);
              setTitle(event.target.value);
            }}
          />
        </label>
        <p>
          <strong>Settings that are shown</strong>{" "}
          <span className="small muted">{paths.length ? counted(paths.length, "setting") : "none"}</span>
        </p>
        <div className="lesson-sections" tabIndex={0} role="group" aria-label="Settings that are shown">
          {sections.map((section) => (
            <fieldset key={section.id}>
              <legend>{section.title}</legend>
              {section.fields.map(({ path, title: name, symbol }) => (
                <label key={path}>
                  <input
                    type="checkbox"
                    checked={chosen.includes(path)}
                    onChange={(event) => choose(path, event.target.checked)}
                  />
                  {name}{" "}
                  {symbol && (
                    <span className="muted">
                      <Formula text={symbolFormula(symbol)} />
                    </span>
                  )}
                </label>
              ))}
            </fieldset>
          ))}
        </div>
        <label>
          Link
          <input
            className="lesson-text"
            readOnly
            value={link}
            onFocus={(event) => event.currentTarget.select()}
          />
        </label>
        <div className="lesson-made">
          <Button look="primary" onClick={() => void copy()}>
            Copy link
          </Button>
          <a href={link} target="_blank" rel="noopener noreferrer">
            Try it in a new tab
          </a>
          <span role="status" className="small">
            {copied}
          </span>
        </div>
      </div>
    </Dialog>
  );
}
