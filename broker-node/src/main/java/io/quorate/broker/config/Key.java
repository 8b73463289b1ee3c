package io.quorate.broker.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Makes a record component a key of the configuration. Texts are read exactly as in the file. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
@interface Key {
  /** One or two sentences for the operator. */
  String meaning();

  /** The value when nobody sets the key; empty means that it is then not set. */
  String byDefault() default "";

  /** Whether there is no sensible default and somebody has to set the key. */
  boolean required() default false;

  /** Whether the value must never be shown. */
  boolean secret() default false;

  /** The smallest value allowed; empty for no limit. */
  String atLeast() default "";

  /** The largest value allowed; empty for no limit. */
  String atMost() default "";
}
