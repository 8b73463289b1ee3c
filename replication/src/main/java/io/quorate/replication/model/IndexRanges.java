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
    int low = 0;
    int high = ranges.size() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      Range range = ranges.get(middle);
      if (index < range.from) {
        high = middle - 1;
      } else if (index > range.to) {
        low = middle + 1;
      } else {
        return true;
      }
    }
    return false;
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
    int next = 0;
    for (Range range : ranges) {
      long from = range.from;
      boolean endIsLeft = true;
      while (next < other.ranges.size() && other.ranges.get(next).from <= range.to) {
        Range gone = other.ranges.get(next);
        if (gone.from > from) {
          left.add(new Range(from, gone.from - 1));
        }
        if (gone.to >= range.to) {
          // It may take from the following ranges, too.
          endIsLeft = false;
          break;
        }
        from = Math.max(from, gone.to + 1);
        next++;
      }
      if (endIsLeft) {
        left.add(new Range(from, range.to));
      }
    }
    return new IndexRanges(left);
  }

  /** Whether both have a member in common. */
  public boolean meets(IndexRanges other) {
    int theirs = 0;
    for (Range range : ranges) {
      while (theirs < other.ranges.size() && other.ranges.get(theirs).to < range.from) {
        theirs++;
      }
      if (theirs < other.ranges.size() && other.ranges.get(theirs).from <= range.to) {
        return true;
      }
    }
    return false;
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
