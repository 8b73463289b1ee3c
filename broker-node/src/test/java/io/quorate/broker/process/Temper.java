package io.quorate.broker.process;

/**
 * What consumers do with the messages that they get, in percent; the rest is acknowledged.
 *
 * @param keeps held for a while, then acknowledged
 * @param rollbacks of transactions
 * @param walkOutsPerMille how often a consumer is closed with all that it holds
 */
record Temper(
    int releases, int fails, int rejects, int keeps, int rollbacks, int walkOutsPerMille) {
  static final Temper CALM = new Temper(0, 0, 0, 0, 0, 0);
  static final Temper MOODY = new Temper(4, 4, 1, 2, 5, 1);
}
