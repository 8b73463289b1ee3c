package io.quorate.broker.process.machine;

import java.util.List;

/**
 * What is between hosts. Every direction between two can be cut by itself: what is sent gets lost
 * without a word to the sender. Whoever is none of the hosts reaches them all. Safe for many
 * threads.
 */
public interface Network extends AutoCloseable {
  String address(String host);

  /** Host and port under which the one reaches that port of the other; the same for ever. */
  String road(String from, String to, int port);

  /** What a command line begins with that is to run there. */
  List<String> prefix(String host);

  /** What the one sends does not reach the other; the other way it goes on. */
  void cut(String from, String to);

  void mend(String from, String to);

  void mendAll();

  @Override
  void close();
}
