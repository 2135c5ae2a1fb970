/** The few icons, drawn on a 16-pixel grid in the colour of the text. */
import type { JSX } from "react";

const shapes = {
  play: <path d="M4.5 2.8v10.4l8.5-5.2z" fill="currentColor" />,
  pause: <path d="M4 3h3v10H4zM9 3h3v10H9z" fill="currentColor" />,
  step: <path d="M3 3v10l7-5zM11 3h2v10h-2z" fill="currentColor" />,
  stop: <path d="M3.5 3.5h9v9h-9z" fill="currentColor" />,
  moon: <path d="M13 9.6A5.6 5.6 0 1 1 6.4 3a4.6 4.6 0 0 0 6.6 6.6z" fill="currentColor" />,
  sun: (
    <g fill="none" stroke="currentColor" strokeWidth="1.5" strokeLinecap="round">
      <circle cx="8" cy="8" r="2.8" />
      <path d="M8 1.5v1.4M8 13.1v1.4M1.5 8h1.4M13.1 8h1.4M3.4 3.4l1 1M11.6 11.6l1 1M3.4 12.6l1-1M11.6 4.4l1-1" />
    </g>
  ),
  close: (
    <path d="M4 4l8 8M12 4l-8 8" fill="none" stroke="currentColor" strokeWidth="1.6" strokeLinecap="round" />
  ),
  reset: (
    <g fill="none" stroke="currentColor" strokeWidth="1.5" strokeLinecap="round" strokeLinejoin="round">
      <path d="M3.5 8a4.5 4.5 0 1 0 1.4-3.3" />
      <path d="M3.2 2.6v2.8H6" />
    </g>
  ),
  panel: (
    <g fill="none" stroke="currentColor" strokeWidth="1.4">
      <rect x="2" y="3" width="12" height="10" rx="1.5" />
      <path d="M6.4 3v10" />
    </g>
  ),
  save: (
    <g fill="none" stroke="currentColor" strokeWidth="1.5" strokeLinecap="round" strokeLinejoin="round">
      <path d="M8 2.5v7M5 6.8l3 3 3-3M3 13.2h10" />
    </g>
  ),
  table: (
    <g fill="none" stroke="currentColor" strokeWidth="1.4">
      <rect x="2" y="3" width="12" height="10" rx="1.5" />
      <path d="M2 6.4h12M2 9.7h12M6.4 3v10" />
    </g>
  ),
  library: (
    <g fill="none" stroke="currentColor" strokeWidth="1.4" strokeLinejoin="round">
      <path d="M2.5 3h2.8v10H2.5zM6.2 3H9v10H6.2zM10 4.2l2.6-.7 2 9-2.6.7z" />
    </g>
  ),
  learn: (
    <g fill="none" stroke="currentColor" strokeWidth="1.4" strokeLinejoin="round">
      <path d="M8 3.4L1.8 6.2 8 9l6.2-2.8zM4.4 7.4v3.4c2 1.6 5.2 1.6 7.2 0V7.4" />
    </g>
  ),
  down: (
    <path
      d="M4 6.2l4 4 4-4"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.6"
      strokeLinecap="round"
      strokeLinejoin="round"
    />
  ),
  menu: <path d="M2.5 4.2h11M2.5 8h11M2.5 11.8h11" stroke="currentColor" strokeWidth="1.6" />,
  keys: (
    <g fill="none" stroke="currentColor" strokeWidth="1.4" strokeLinecap="round">
      <rect x="1.7" y="4" width="12.6" height="8" rx="1.5" />
      <path d="M4.4 6.6h0M7 6.6h0M9.6 6.6h0M11.9 6.6h0M5 9.5h6" />
    </g>
  ),
  copy: (
    <g fill="none" stroke="currentColor" strokeWidth="1.4" strokeLinejoin="round">
      <rect x="5.7" y="5.7" width="7.8" height="7.8" rx="1.2" />
      <path d="M10.3 5.7V3.7a1.2 1.2 0 0 0-1.2-1.2H3.7a1.2 1.2 0 0 0-1.2 1.2v5.4a1.2 1.2 0 0 0 1.2 1.2h2" />
    </g>
  ),
  branch: (
    <g fill="none" stroke="currentColor" strokeWidth="1.4">
      <circle cx="4.5" cy="3.6" r="1.6" />
      <circle cx="4.5" cy="12.4" r="1.6" />
      <circle cx="11.5" cy="5.6" r="1.6" />
      <path d="M4.5 5.2v5.6M11.5 7.2c0 2.4-3 2.2-6 3.9" />
    </g>
  ),
  link: (
    <g fill="none" stroke="currentColor" strokeWidth="1.5" strokeLinecap="round" strokeLinejoin="round">
      <path d="M6.6 9.4a2.7 2.7 0 0 0 3.9 0l2.3-2.3a2.75 2.75 0 0 0-3.9-3.9l-.9.9" />
      <path d="M9.4 6.6a2.7 2.7 0 0 0-3.9 0L3.2 8.9a2.75 2.75 0 0 0 3.9 3.9l.9-.9" />
    </g>
  ),
  edit: (
    <g fill="none" stroke="currentColor" strokeWidth="1.4" strokeLinecap="round" strokeLinejoin="round">
      <path d="M2.8 13.2l.6-3 7.2-7.2a1.4 1.4 0 0 1 2 0l.4.4a1.4 1.4 0 0 1 0 2l-7.2 7.2zM9.4 4.2l2.4 2.4" />
    </g>
  ),
  delete: (
    <g fill="none" stroke="currentColor" strokeWidth="1.4" strokeLinecap="round" strokeLinejoin="round">
      <path d="M2.8 4.4h10.4M6 4.2V2.6h4v1.6M4.2 4.6l.6 8.8h6.4l.6-8.8M6.8 7v4M9.2 7v4" />
    </g>
  ),
} satisfies Record<string, JSX.Element>;

export type IconName = keyof typeof shapes;

export function Icon({ name }: { readonly name: IconName }): JSX.Element {
  return (
    <svg className="icon" width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">
      {shapes[name]}
    </svg>
  );
}
