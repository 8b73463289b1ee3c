package io.quorate.storage.rocksdb;

/**
 * The generation in use, and the highest number ever given out. A number is never used twice, so
 * that the files of an abandoned generation may be dropped at any later time.
 */
record Generations(int current, int highest) {
  static final Generations FIRST = new Generations(1, 1);

  Generations withNext() {
    return new Generations(current, highest + 1);
  }

  Generations switchedTo(int generation) {
    return new Generations(generation, highest);
  }
}
