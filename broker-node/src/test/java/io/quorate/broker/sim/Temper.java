package io.quorate.broker.sim;

/** How a consumer treats what it gets, in percent; the rest is acknowledged. */
enum Temper {
  MOODY(8, 8, 4, 10),
  /** Neither fails nor rejects, as whoever takes dead letters. */
  MILD(8, 0, 0, 5),
  /** As a consumer of topics, which also ends its subscription now and then. */
  FICKLE(8, 4, 0, 5),
  /** Never fails anything, and never leaves: only failovers come between. */
  PATIENT(10, 0, 0, 10),
  CALM(0, 0, 0, 0);

  final int releases;
  final int fails;
  final int rejects;
  final int keeps;

  Temper(int releases, int fails, int rejects, int keeps) {
    this.releases = releases;
    this.fails = fails;
    this.rejects = rejects;
    this.keeps = keeps;
  }

  Temper calmed() {
    return CALM;
  }
}
