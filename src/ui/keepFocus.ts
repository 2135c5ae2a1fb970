/**
 * Keeps the keyboard's place where what had the focus is taken out of the page: the browser would begin at the top
 * again. The focus then goes to the nearest part that is still there.
 */

/** Parts of the page that can take it; of a dialog, its title. */
const parts = "section, form, fieldset, dialog, [role=dialog], main";

function focusPart(part: HTMLElement): void {
  const place = part.querySelector<HTMLElement>(":scope > .dialog-body h2") ?? part;
  if (!place.hasAttribute("tabindex")) place.tabIndex = -1;
  place.focus({ preventScroll: true });
}

/** Watches the page; the function that comes back ends it. */
export function keepFocus(): () => void {
  let last: Element | null = null;
  let around: readonly HTMLElement[] = [];
  const onFocusIn = ({ target }: FocusEvent): void => {
    last = target instanceof Element ? target : null;
    const list: HTMLElement[] = [];
    for (let each = last?.parentElement; each; each = each.parentElement)
      if (each.matches(parts)) list.push(each);
    around = list;
  };
  const onFocusOut = ({ target }: FocusEvent): void => {
    // Who leaves by the pointer means it; what is taken out is known after this.
    queueMicrotask(() => {
      if (target === last && last?.isConnected) last = null;
    });
  };
  const observer = new MutationObserver(() => {
    if (!last || last.isConnected || document.activeElement !== document.body) return;
    last = null;
    const left = around.find((each) => each.isConnected) ?? document.querySelector("main");
    if (left) focusPart(left);
  });
  addEventListener("focusin", onFocusIn);
  addEventListener("focusout", onFocusOut);
  observer.observe(document.body, { childList: true, subtree: true });
  return () => {
    removeEventListener("focusin", onFocusIn);
    removeEventListener("focusout", onFocusOut);
    observer.disconnect();
  };
}
