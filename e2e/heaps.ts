/** Heaps of the workers of a page, asked for over the protocol of the browser's developer tools. */
import type { CDPSession } from "@playwright/test";

export class WorkerHeaps {
  private readonly sessions = new Set<string>();
  private readonly answers = new Map<number, (result: object) => void>();
  private last = 0;

  /** @param session that of the page. */
  constructor(private readonly session: CDPSession) {
    session.on("Target.attachedToTarget", ({ sessionId }) => void this.sessions.add(sessionId));
    session.on("Target.detachedFromTarget", ({ sessionId }) => void this.sessions.delete(sessionId));
    session.on("Target.receivedMessageFromTarget", ({ message }) => {
      const { id, result } = JSON.parse(message) as { id?: number; result?: object };
      if (id !== undefined) this.answers.get(id)?.(result ?? {});
    });
  }

  /** Playwright hands out no sessions of workers: messages to them are wrapped. */
  private async ask(sessionId: string, method: string): Promise<object> {
    const id = ++this.last;
    const answer = new Promise<object>((resolve) => this.answers.set(id, resolve));
    await this.session.send("Target.sendMessageToTarget", {
      sessionId,
      message: JSON.stringify({ id, method }),
    });
    return answer;
  }

  /** Bytes of each worker that the page itself has started, arrays included, after its garbage was collected. */
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
      };
      found.push((usage.usedSize ?? 0) + (usage.backingStorageSize ?? 0));
    }
    return found;
  }
}
