import { describe, expect, it } from "vitest";
import { withSetting } from "../../../workers/protocol/recipe/tree";
import { presetRecipe, readAddress, writeAddress } from "./address";
import { longestTitle } from "./lesson";

const engine = { choice: "auto", threads: null } as const;

describe("a lesson in the address", () => {
  it("is written with the recipe and read back", () => {
    const lesson = { title: "Zwei Stufen & mehr", paths: ["stages.count", "matching.iterations"] };
    const draft = withSetting(presetRecipe("demo"), "matching.iterations", 70);
    const query = writeAddress(engine, "demo", draft, lesson);
    expect(query).toBe(
      "?matching.iterations=70&lesson=stages.count,matching.iterations&title=Zwei%20Stufen%20%26%20mehr",
    );
    expect(readAddress(query)).toMatchObject({ lesson, recipe: draft, notes: [] });
  });

  it("may show no setting at all", () => {
    const lesson = { title: "", paths: [] };
    const query = writeAddress(engine, "demo", presetRecipe("demo"), lesson);
    expect(query).toBe("?lesson=none");
    expect(readAddress(query).lesson).toEqual(lesson);
  });

  it("says what it cannot show, and shows the rest once", () => {
    const { lesson, notes } = readAddress("?lesson=stages.ipc,nope,stages.ipc,__proto__&title=a");
    expect(lesson).toEqual({ title: "a", paths: ["stages.ipc"] });
    expect(notes).toHaveLength(2);
    expect(notes[0]).toMatch(/"nope", which does not exist/);
  });

  it("keeps titles to one line of bounded length", () => {
    const { lesson } = readAddress(
      `?lesson=none&title=${encodeURIComponent(`a\u202e\n\u0000b${"c".repeat(500)}`)}`,
    );
    expect(lesson?.title.startsWith("a b")).toBe(true);
    expect(lesson?.title).toHaveLength(longestTitle);
  });

  it("leaves an address without one as it was", () => {
    expect(readAddress("?title=a").lesson).toBeNull();
    expect(readAddress("?tour&present&recorded")).toMatchObject({
      notes: [],
      open: { tour: true, presenting: true, recorded: true },
    });
  });
});
