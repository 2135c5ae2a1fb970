/** Heaps of the workers of a page, asked for over the protocol of the browser's developer tools. */
import type { CDPSession } from "@playwright/test";

export class WorkerHeaps {
  private readonly sessions = new Set<string>();
  private readonly answers = new Map<
    number,
    { readonly of: string; readonly resolve: (result: object | null) => void }
  >();
  private last = 0;

  /** @param session that of the page. */
  constructor(private readonly session: CDPSession) {
    session.on("Target.attachedToTarget", ({ sessionId, targetInfo }) => {
      // The one that looks ahead at the next run comes and goes, whenever that is.
      if (!targetInfo.url.includes("forecast")) this.sessions.add(sessionId);
    });
    session.on("Target.detachedFromTarget", ({ sessionId }) => {
      this.sessions.delete(sessionId);
      for (const [id, { of }] of this.answers) if (of === sessionId) this.answer(id, null);
    });
    session.on("Target.receivedMessageFromTarget", ({ message }) => {
      const { id, result } = JSON.parse(message) as { id?: number; result?: object };
      if (id !== undefined) this.answer(id, result ?? {});
    });
  }

  private answer(id: number, result: object | null): void {
    this.answers.get(id)?.resolve(result);
    this.answers.delete(id);
  }

  /** Playwright hands out no sessions of workers: messages to them are wrapped. Null: the worker has ended. */
  private async ask(sessionId: string, method: string): Promise<object | null> {
    const id = ++this.last;
    const answer = new Promise<object | null>((resolve) => this.answers.set(id, { of: sessionId, resolve }));
    await this.session
      .send("Target.sendMessageToTarget", { sessionId, message: JSON.stringify({ id, method }) })
      .catch(() => this.answer(id, null));
    return answer;
  }

  /** Bytes of each worker that the page keeps, arrays included, after its garbage was collected. */
  async used(): Promise<number[]> {
    await this.session.send("Target.setAutoAttach", {
      autoAttach: true,
      waitForDebuggerOnStart: false,
      flatten: false,
    });
    const found: number[] = [];
    for (const each of this.sessions) {
      await this.ask(each, "HeapProfiler.collectGarbage");
      const usage = (await this.ask(each, "Runtime.getHeapUsage")) as {
        usedSize?: number;
        backingStorageSize?: number;
      } | null;
      if (usage) found.push((usage.usedSize ?? 0) + (usage.backingStorageSize ?? 0));
    }
    return found;
  }
}
