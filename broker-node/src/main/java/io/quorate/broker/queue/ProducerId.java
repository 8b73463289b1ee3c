package io.quorate.broker.queue;

/** Sixteen bytes that a producer has drawn for itself, once. */
public record ProducerId(long high, long low) implements Comparable<ProducerId> {
  @Override
  public int compareTo(ProducerId other) {
    int byHigh = Long.compareUnsigned(high, other.high);
    return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
  }

  @Override
  public String toString() {
    return String.format("%016x%016x", high, low);
  }
}
