package io.quorate.broker.config;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the keys were read as. A key that is not set, or whose problem has been reported, is absent.
 */
final class Settings {

  private final Map<String, Setting> byPath = new LinkedHashMap<>();

  void put(Setting setting) {
    byPath.put(setting.key().path(), setting);
  }

  @Nullable Setting find(String path) {
    return byPath.get(path);
  }

  /** A setting that is known to be there. */
  Setting get(String path) {
    Setting setting = byPath.get(path);
    if (setting == null) {
      throw new IllegalStateException(path + " has no value");
    }
    return setting;
  }

  <T> @Nullable T value(String path, Class<T> type) {
    Setting setting = byPath.get(path);
    return setting == null ? null : type.cast(setting.value());
  }
}
