package io.quorate.broker.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Makes a record component, itself a record, a group of keys. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
@interface Section {
  /**
   * Empty: the keys stand in a section of the component's name. Otherwise they stand beside the
   * others, each name behind this prefix: {@code address} becomes {@code zkAddress}.
   */
  String prefix() default "";
}
