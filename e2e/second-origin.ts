/** A server of another origin, with files that pages may read: it can hold an answer up, break it off and change. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";

export interface ServedFile {
  bytes: Uint8Array;
  /** Null: the server tells no versions apart. */
  etag: string | null;
  /** Gives a rest alone. */
  ranges: boolean;
  /** Lets pages of other sites read it. */
  open: boolean;
}

export class SecondOrigin {
  private readonly server = createServer((request, response) => this.answer(request, response));
  private readonly files = new Map<string, ServedFile>();
  private readonly sockets = new Set<Socket>();
  /** What was asked for: path and range. */
  readonly asked: string[] = [];
  /** Bytes of a file after which an answer waits; null: none does. */
  holdAt: number | null = null;
  address = "";

  async listen(): Promise<void> {
    this.server.on("connection", (socket) => {
      this.sockets.add(socket);
      socket.on("close", () => this.sockets.delete(socket));
    });
    await new Promise<void>((resolve) => this.server.listen(0, "127.0.0.1", resolve));
    this.address = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** @returns the file's whole address. */
  serve(path: string, bytes: Uint8Array, change: Partial<ServedFile> = {}): string {
    this.files.set(path, {
      bytes,
      etag: `"${bytes.length}"`,
      ranges: true,
      open: true,
      ...change,
    });
    return `${this.address}${path}`;
  }

  /** Breaks every connection off. */
  breakOff(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  close(): void {
    this.breakOff();
    this.server.close();
  }

  private answer(request: IncomingMessage, response: ServerResponse): void {
    const path = request.url ?? "/";
    this.asked.push(`${path} ${request.headers.range ?? ""}`.trim());
    const file = this.files.get(path);
    if (file?.open ?? true) {
      response.setHeader("Access-Control-Allow-Origin", "*");
      response.setHeader("Access-Control-Expose-Headers", "ETag, Content-Range");
    }
    if (!file) return void response.writeHead(404).end();
    const from = file.ranges ? Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? "")?.[1] ?? 0) : 0;
    const { bytes, etag } = file;
    if (etag) response.setHeader("ETag", etag);
    response.setHeader("Content-Length", bytes.length - from);
    if (file.ranges) response.setHeader("Content-Range", `bytes ${from}-${bytes.length - 1}/${bytes.length}`);
    response.writeHead(file.ranges ? 206 : 200);
    const end = this.holdAt === null ? bytes.length : Math.max(from, Math.min(bytes.length, this.holdAt));
    response.write(bytes.subarray(from, end));
    if (end === bytes.length) response.end();
  }
}
