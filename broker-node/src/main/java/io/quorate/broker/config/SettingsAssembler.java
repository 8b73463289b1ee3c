package io.quorate.broker.config;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Builds the records from settings that have passed every check. */
final class SettingsAssembler {

  private final Settings settings;

  SettingsAssembler(Settings settings) {
    this.settings = settings;
  }

  <T extends Record> T assemble(Class<T> recordType) {
    return recordType.cast(assemble(recordType, ""));
  }

  private Object assemble(Class<?> recordType, String prefix) {
    RecordComponent[] components = recordType.getRecordComponents();
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    Object[] values = new Object[components.length];
    for (int i = 0; i < components.length; i++) {
      values[i] = valueOf(components[i], ConfigKeys.pathOf(prefix, components[i]));
    }
    try {
      return recordType.getDeclaredConstructor(types).newInstance(values);
    } catch (InvocationTargetException e) {
      throw new IllegalStateException(
          recordType.getSimpleName() + " refuses values that passed all checks", e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(recordType.getSimpleName() + " cannot be built", e);
    }
  }

  private @Nullable Object valueOf(RecordComponent component, String path) {
    if (component.isAnnotationPresent(Section.class)) {
      return assemble(component.getType(), path);
    }
    Setting setting = settings.find(path);
    return setting == null ? null : setting.value();
  }
}
