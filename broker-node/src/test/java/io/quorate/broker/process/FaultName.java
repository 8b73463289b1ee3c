package io.quorate.broker.process;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A fault as it is named on the command line. */
final class FaultName implements ITypeConverter<Fault> {
  @Override
  public Fault convert(String text) {
    try {
      return Fault.of(text);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }
}
