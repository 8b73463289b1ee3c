package io.quorate.replication.model;

import java.util.ArrayList;
import java.util.List;

/** A set of indexes as ascending, disjoint, non-adjacent ranges. */
public record IndexRanges(List<Range> ranges) {
  /** Both ends belong to the range. */
  public record Range(long from, long to) {
    public Range {
      if (from > to) {
        throw new IllegalArgumentException("a range from " + from + " down to " + to);
      }
    }
  }

  public static final IndexRanges NONE = new IndexRanges(List.of());

  public IndexRanges {
    ranges = List.copyOf(ranges);
  }

  public static IndexRanges of(long from, long to) {
    return from > to ? NONE : new IndexRanges(List.of(new Range(from, to)));
  }

  public boolean isEmpty() {
    return ranges.isEmpty();
  }

  public long count() {
    return ranges.stream().mapToLong(range -> range.to - range.from + 1).sum();
  }

  public boolean contains(long index) {
    return ranges.stream().anyMatch(range -> range.from <= index && index <= range.to);
  }

  /** The smallest member. */
  public long first() {
    return ranges.get(0).from;
  }

  public IndexRanges below(long index) {
    return minus(of(index, Long.MAX_VALUE));
  }

  public IndexRanges minus(IndexRanges other) {
    List<Range> left = new ArrayList<>();
    for (Range range : ranges) {
      long from = range.from;
      for (Range gone : other.ranges) {
        if (gone.to < from || gone.from > range.to) {
          continue;
        }
        if (gone.from > from) {
          left.add(new Range(from, gone.from - 1));
        }
        from = gone.to + 1;
        if (gone.to == Long.MAX_VALUE) {
          return new IndexRanges(left);
        }
      }
      if (from <= range.to) {
        left.add(new Range(from, range.to));
      }
    }
    return new IndexRanges(left);
  }

  public IndexRanges plus(IndexRanges other) {
    Builder all = new Builder();
    int mine = 0;
    int theirs = 0;
    while (mine < ranges.size() || theirs < other.ranges.size()) {
      boolean takeMine =
          theirs == other.ranges.size()
              || (mine < ranges.size() && ranges.get(mine).from <= other.ranges.get(theirs).from);
      Range next = takeMine ? ranges.get(mine++) : other.ranges.get(theirs++);
      all.add(next.from, next.to);
    }
    return all.build();
  }

  /** Collects ascending ranges, joining those that touch. */
  public static final class Builder {
    private final List<Range> ranges = new ArrayList<>();

    public Builder add(long index) {
      return add(index, index);
    }

    public Builder add(long from, long to) {
      if (!ranges.isEmpty()) {
        Range last = ranges.get(ranges.size() - 1);
        if (from < last.from) {
          throw new IllegalArgumentException("ranges come ascending: " + from + " after " + last);
        }
        if (from <= last.to + 1) {
          ranges.set(ranges.size() - 1, new Range(last.from, Math.max(last.to, to)));
          return this;
        }
      }
      ranges.add(new Range(from, to));
      return this;
    }

    public IndexRanges build() {
      return new IndexRanges(ranges);
    }
  }
}
