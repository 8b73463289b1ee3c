package io.quorate.broker.process;

import io.quorate.client.history.History;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/** Ways to tell a history. */
final class Histories {
  private Histories() {}

  /** Tells both everything in the same order. */
  static History both(History first, History second) {
    Object lock = new Object();
    return (History)
        Proxy.newProxyInstance(
            History.class.getClassLoader(),
            new Class<?>[] {History.class},
            (proxy, method, arguments) -> {
              synchronized (lock) {
                tell(first, method, arguments);
                tell(second, method, arguments);
              }
              return null;
            });
  }

  private static void tell(History history, Method method, Object[] arguments) throws Throwable {
    try {
      method.invoke(history, arguments);
    } catch (InvocationTargetException e) {
      throw e.getTargetException();
    }
  }
}
