/** Copies a link that opens a recipe exactly, its seed included; where the browser does not let it, shows it. */
import { useState, type ComponentProps, type JSX } from "react";
import { Button } from "../../ui/Button";

interface Props extends Pick<ComponentProps<typeof Button>, "icon" | "label" | "className"> {
  /** The query part of the link. */
  readonly query: () => string;
  readonly children: string;
}

export function CopyLink({ query, children, ...look }: Props): JSX.Element {
  const [said, setSaid] = useState<{ readonly text: string; readonly link: string | null } | null>(null);
  const copy = async (): Promise<void> => {
    const link = `${location.origin}${location.pathname}${query()}`;
    try {
      await navigator.clipboard.writeText(link);
      setSaid({ text: "Copied.", link: null });
    } catch {
      setSaid({ text: "The browser does not let the page copy; the link is", link });
    }
  };
  return (
    <>
      <Button {...look} onClick={() => void copy()}>
        {children}
      </Button>
      <span role="status" className="small copy-said">
        {said && (
          <>
            {said.text} {said.link && <a href={said.link}>{said.link}</a>}
          </>
        )}
      </span>
    </>
  );
}
