/** The tour: a card beside the part of the page that it speaks of, and a frame around that part. Nothing is locked. */
import { useEffect, useId, useLayoutEffect, useRef, useState, type JSX } from "react";
import { useStore } from "zustand";
import * as commands from "../../runs/commands";
import { useBlocked } from "../../runs/hooks";
import { endTour, goToStep, learnStore } from "../../runs/learnStore";
import { viewStore } from "../../runs/viewStore";
import { Button } from "../../ui/Button";
import { Formula } from "../../ui/Formula";
import { placeCard } from "./placeCard";
import { useTourFacts } from "./tourFacts";
import { tourSteps, type TourStep } from "./tourSteps";
import { freeRoom, useTarget } from "./useTarget";
import "./tour.css";

/** Where arrow keys mean something else. */
const ownArrows = "input, select, textarea, [role=application], [role=slider], dialog";

/** Arrows turn the pages, Escape ends the tour. */
function useTourKeys(at: number, last: number): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      if (viewStore.getState().dialog !== null) return;
      if (event.key === "Escape") return endTour();
      const target = event.target instanceof Element ? event.target : null;
      if (target?.closest(ownArrows)) return;
      if (event.key === "ArrowRight" && at < last) goToStep(at + 1);
      else if (event.key === "ArrowLeft" && at > 0) goToStep(at - 1);
      else return;
      event.preventDefault();
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, [at, last]);
}

/** What can be done at a step beside going on. */
function StepActions({ step }: { readonly step: TourStep }): JSX.Element | null {
  const cannotStart = useBlocked(commands.start);
  const cannotPlay = useBlocked(commands.playRecording);
  if (step.id === "start") {
    return (
      <div className="tour-actions">
        <Button look="primary" icon="play" blocked={cannotStart} onClick={commands.start.perform}>
          {commands.start.title}
        </Button>
        <Button blocked={cannotPlay} onClick={commands.playRecording.perform}>
          {commands.playRecording.title}
        </Button>
      </div>
    );
  }
  if (step.id === "student") {
    return (
      <div className="tour-actions">
        <Button onClick={commands.showSlowMotion.perform}>{commands.showSlowMotion.title}</Button>
      </div>
    );
  }
  return null;
}

function TourCard({ at }: { readonly at: number }): JSX.Element {
  const facts = useTourFacts();
  const steps = tourSteps(facts.recipe);
  const place = Math.min(at, steps.length - 1);
  const step = steps[place]!;
  const target = useTarget(step.targets);
  const card = useRef<HTMLElement>(null);
  const [size, setSize] = useState({ width: 0, height: 0 });
  const heading = useId();
  const notice = step.notice?.(facts) ?? null;
  const text = step.text(facts);
  useTourKeys(place, steps.length - 1);
  useLayoutEffect(() => {
    const box = card.current?.getBoundingClientRect();
    if (box) setSize({ width: box.width, height: box.height });
  }, [step.id, text, notice?.text, target?.width]);
  // The card is where the keyboard goes on from, at the first step and after each turn of a page.
  const placed = size.width > 0;
  useEffect(() => {
    if (placed) card.current?.focus({ preventScroll: true });
  }, [step.id, placed]);
  const corner = placeCard(target, size, freeRoom());
  const turn = (to: number): void => goToStep(to);
  return (
    <>
      {target && (
        <div
          className="tour-frame"
          aria-hidden="true"
          style={{ left: target.left, top: target.top, width: target.width, height: target.height }}
        />
      )}
      <section
        ref={card}
        className="tour-card"
        role="dialog"
        aria-modal="false"
        aria-labelledby={heading}
        tabIndex={-1}
        data-step={step.id}
        style={{ left: corner.left, top: corner.top, visibility: placed ? "visible" : "hidden" }}
      >
        <div className="tour-header">
          <p className="small muted">
            {place + 1} of {steps.length}
          </p>
          <Button look="quiet" icon="close" label="End the tour" keyText="Escape" onClick={endTour} />
        </div>
        <div aria-live="polite" aria-atomic="true">
          <h2 id={heading}>{step.title}</h2>
          <p>
            <Formula text={text} />
          </p>
        </div>
        {notice && (
          <p className="tour-notice" data-reached={notice.reached}>
            {notice.text}
          </p>
        )}
        {/* Counts change many times a second: a screen reader is told only when what was waited for is there. */}
        <p className="visually-hidden" role="status">
          {notice?.reached ? `${step.title}: reached.` : ""}
        </p>
        <StepActions step={step} />
        <div className="tour-footer">
          <Button
            blocked={place === 0 ? "This is the first step." : null}
            keyText="←"
            onClick={() => turn(place - 1)}
          >
            Back
          </Button>
          {place + 1 < steps.length ? (
            <Button look="primary" keyText="→" onClick={() => turn(place + 1)}>
              Next
            </Button>
          ) : (
            <Button look="primary" onClick={endTour}>
              Done
            </Button>
          )}
        </div>
      </section>
    </>
  );
}

export default function Tour(): JSX.Element | null {
  const at = useStore(learnStore, ({ tour }) => tour);
  const dialog = useStore(viewStore, (view) => view.dialog);
  return at === null || dialog !== null ? null : <TourCard at={at} />;
}
