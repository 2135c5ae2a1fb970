/** Comlink carries plain objects as they are, but of an Error only its message: so errors leave a worker as plain data. */
import { errorData } from "./protocol/errors";

/** An API whose calls reject with `StudioErrorData`. */
export function withPlainErrors<T extends object>(target: T): T {
  return new Proxy(target, {
    get(object, key, receiver) {
      const member: unknown = Reflect.get(object, key, receiver);
      if (typeof member !== "function") return member;
      return async (...args: unknown[]) => {
        try {
          return await (member as (...all: unknown[]) => unknown).apply(object, args);
        } catch (thrown) {
          // oxlint-disable-next-line typescript/only-throw-error -- Comlink carries plain objects whole
          throw errorData(thrown);
        }
      };
    },
  });
}
