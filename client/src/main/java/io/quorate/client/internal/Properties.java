package io.quorate.client.internal;

import com.google.protobuf.ByteString;
import io.quorate.proto.message.v1.Property;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Typed properties, as Java's values and on the wire. */
final class Properties {
  private Properties() {}

  static Property of(String name, Object value) {
    Property.Builder property = Property.newBuilder().setName(name);
    if (value instanceof String text) {
      return property.setText(text).build();
    } else if (value instanceof Boolean flag) {
      return property.setFlag(flag).build();
    } else if (value instanceof Integer number) {
      return property.setIntValue(number).build();
    } else if (value instanceof Long number) {
      return property.setLongValue(number).build();
    } else if (value instanceof Double number) {
      return property.setDoubleValue(number).build();
    } else if (value instanceof Float number) {
      return property.setFloatValue(number).build();
    } else if (value instanceof Short number) {
      return property.setShortValue(number).build();
    } else if (value instanceof Byte number) {
      return property.setByteValue(number).build();
    } else if (value instanceof byte[] bytes) {
      return property.setBytesValue(ByteString.copyFrom(bytes)).build();
    }
    throw new IllegalArgumentException(
        "expected the property %s to be text, a number, a flag or bytes, found %s"
            .formatted(name, value.getClass().getName()));
  }

  /** In their order, unmodifiable. */
  static Map<String, Object> all(List<Property> properties) {
    Map<String, Object> values = new LinkedHashMap<>();
    for (Property property : properties) {
      Object value = value(property);
      if (value != null) {
        values.put(property.getName(), value);
      }
    }
    return Collections.unmodifiableMap(values);
  }

  static @Nullable Object find(List<Property> properties, String name) {
    for (Property property : properties) {
      if (property.getName().equals(name)) {
        return value(property);
      }
    }
    return null;
  }

  /** Null: of a kind that this client does not know. */
  private static @Nullable Object value(Property property) {
    return switch (property.getValueCase()) {
      case TEXT -> property.getText();
      case FLAG -> property.getFlag();
      case INT_VALUE -> property.getIntValue();
      case LONG_VALUE -> property.getLongValue();
      case FLOAT_VALUE -> property.getFloatValue();
      case DOUBLE_VALUE -> property.getDoubleValue();
      case SHORT_VALUE -> (short) property.getShortValue();
      case BYTE_VALUE -> (byte) property.getByteValue();
      case BYTES_VALUE -> property.getBytesValue().toByteArray();
      case VALUE_NOT_SET -> null;
    };
  }
}
