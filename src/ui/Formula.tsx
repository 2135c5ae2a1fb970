/** A formula in one line of text: what follows an underscore (one character, or a group in braces) is set as a subscript. */
import type { JSX } from "react";

/** A setting's symbol as a formula: all that follows its underscore is the subscript ("α_PAD"). */
export const symbolFormula = (symbol: string): string => symbol.replace(/_([^{].*)$/u, "_{$1}");

export function Formula({ text }: { readonly text: string }): JSX.Element {
  const pieces = text.split(/_(\{[^}]*\}|\S)/u);
  return (
    <span className="formula">
      {pieces.map((piece, index) =>
        index % 2 === 1 ? <sub key={index}>{piece.replace(/[{}]/g, "")}</sub> : piece,
      )}
    </span>
  );
}
