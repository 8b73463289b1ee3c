package io.quorate.broker.process;

import java.io.IOException;

/** What a node's process takes of its machine. */
enum Vital {
  HEAP("live heap", "MB", 1 << 20),
  RESIDENT("resident", "MB", 1 << 20),
  HANDLES("file handles", "", 1),
  THREADS("threads", "", 1),
  DISK("disk", "MB", 1 << 20);

  private final String title;
  private final String unit;
  private final int scale;

  Vital(String title, String unit, int scale) {
    this.title = title;
    this.unit = unit;
    this.scale = scale;
  }

  /** In its unit. */
  double of(NodeProcess node) throws IOException {
    return (double) raw(node) / scale;
  }

  private long raw(NodeProcess node) throws IOException {
    return switch (this) {
      case HEAP -> Vitals.liveHeapBytes(node.pid());
      case RESIDENT -> Vitals.residentBytes(node.pid());
      case HANDLES -> Vitals.openFiles(node.pid());
      case THREADS -> Vitals.threads(node.pid());
      case DISK -> Vitals.diskBytes(node.data());
    };
  }

  /** With its unit. */
  String title() {
    return unit.isEmpty() ? title : title + ", " + unit;
  }
}
