/** Damaged files for tests: what is done to the bytes, and what a refusal of them has to be. */
import fc from "fast-check";
import { StudioError } from "../../../protocol/errors";

/** What is done to a file's bytes. */
type Damage =
  | { readonly kind: "cut"; readonly share: number }
  | { readonly kind: "grow"; readonly bytes: Uint8Array }
  | {
      readonly kind: "set";
      readonly places: readonly (readonly [share: number, value: number])[];
      readonly head: boolean;
    }
  | { readonly kind: "move"; readonly from: number; readonly to: number; readonly length: number };

const share = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });
/** Values that mean something to the formats come up more often than others. */
const value = fc.oneof(fc.integer({ min: 0, max: 255 }), fc.constantFrom(0, 1, 0x7f, 0x80, 0xff));
const one: fc.Arbitrary<Damage> = fc.oneof(
  fc.record({ kind: fc.constant("cut" as const), share }),
  fc.record({ kind: fc.constant("grow" as const), bytes: fc.uint8Array({ minLength: 1, maxLength: 64 }) }),
  fc.record({
    kind: fc.constant("set" as const),
    places: fc.array(fc.tuple(share, value), { minLength: 1, maxLength: 6 }),
    head: fc.boolean(),
  }),
  fc.record({
    kind: fc.constant("move" as const),
    from: share,
    to: share,
    length: fc.integer({ min: 1, max: 40 }),
  }),
);

function changed(bytes: Uint8Array, what: Damage): Uint8Array {
  switch (what.kind) {
    case "cut":
      return bytes.slice(0, Math.floor(what.share * bytes.length));
    case "grow": {
      const longer = new Uint8Array(bytes.length + what.bytes.length);
      longer.set(bytes);
      longer.set(what.bytes, bytes.length);
      return longer;
    }
    case "set": {
      const copy = bytes.slice();
      // Headers and directories stand at the ends.
      const room = what.head ? Math.min(bytes.length, 160) : bytes.length;
      for (const [at, byte] of what.places) copy[Math.floor(at * room)] = byte;
      return copy;
    }
    case "move": {
      const copy = bytes.slice();
      copy.copyWithin(
        Math.floor(what.to * bytes.length),
        Math.floor(what.from * bytes.length),
        Math.floor(what.from * bytes.length) + what.length,
      );
      return copy;
    }
  }
}

/** Damages a file, once or twice; the bytes given stay as they are. */
export const damage: fc.Arbitrary<(bytes: Uint8Array) => Uint8Array> = fc
  .array(one, { minLength: 1, maxLength: 2 })
  .map((all) => (bytes) => all.reduce(changed, bytes));

/** Rethrows what is not a sentence for people about a bad file. */
export function checkRefusal(thrown: unknown): void {
  if (!(thrown instanceof StudioError) || !["bad-file", "bad-recipe"].includes(thrown.code)) throw thrown;
  const isSentence = /^[^\n]{8,400}\.$/su.test(thrown.message) && !/\p{Cc}/u.test(thrown.message);
  if (!isSentence || !thrown.hint.endsWith("."))
    throw new Error(`no sentence: ${JSON.stringify(thrown.message)}`);
}
