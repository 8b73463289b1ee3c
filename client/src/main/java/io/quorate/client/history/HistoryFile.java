package io.quorate.client.history;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.StringJoiner;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A history as text, a line for each event, to be looked at or judged later. Safe for many threads;
 * what was told is in the file once it is closed.
 */
public final class HistoryFile implements History, Closeable {
  private static final String FLAGGED = "redelivered";
  private static final String NOT_FLAGGED = "first";

  private final BufferedWriter out;

  private HistoryFile(BufferedWriter out) {
    this.out = out;
  }

  /** Creates the file or empties it. */
  public static HistoryFile create(Path file) throws IOException {
    return new HistoryFile(Files.newBufferedWriter(file, StandardCharsets.UTF_8));
  }

  /** Tells a recorded history, in the order in which it was recorded. */
  public static void replay(Path file, History to) throws IOException {
    int number = 0;
    try (BufferedReader in = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        number++;
        try {
          tell(line.split(" ", -1), line, to);
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
          throw new IOException(
              "%s, line %d: expected an event of a history, found '%s' (%s)"
                  .formatted(file, number, line, e.getMessage()),
              e);
        }
      }
    }
  }

  private static void tell(String[] w, String line, History to) {
    switch (w[0]) {
      case "producer" -> to.producerOpened(number(w[1]), w[2], traits(w));
      case "dead-letters" -> to.deadLettersGo(w[1], w[2]);
      case "moving" -> to.moving(w[1], w[2]);
      case "purged" -> to.purged(w[1]);
      case "sent" -> to.sent(number(w[1]), number(w[2]));
      case "sent-in" -> to.sentIn(number(w[1]), number(w[2]), number(w[3]));
      case "send" -> to.sendEnded(number(w[1]), number(w[2]), Outcome.valueOf(w[3]));
      case "transaction" -> to.transactionEnded(number(w[1]), Outcome.valueOf(w[2]));
      case "consumer" -> to.consumerOpened(w[1], w[2], Integer.parseInt(w[3]));
      case "left" -> to.consumerLeft(w[1], w[2]);
      case "delivered" -> to.delivered(arrival(w));
      case "damaged" -> to.damaged(w[1], w[2], line.split(" ", 4)[3]);
      case "settled" ->
          to.settled(
              w[1], number(w[2]), number(w[3]), Settlement.valueOf(w[4]), Outcome.valueOf(w[5]));
      case "acknowledged-in" -> to.acknowledgedIn(number(w[1]), w[2], number(w[3]), number(w[4]));
      case "subscribed" -> to.subscribed(w[1], Set.of(Arrays.copyOfRange(w, 2, w.length)));
      case "unsubscribing" -> to.unsubscribing(w[1]);
      case "failover" -> to.failover(number(w[1]));
      default -> throw new IllegalArgumentException("no such event");
    }
  }

  private static Arrival arrival(String[] w) {
    return new Arrival(
        w[1],
        w[2],
        number(w[3]),
        number(w[4]),
        w[5].equals(FLAGGED),
        Integer.parseInt(w[6]),
        number(w[7]));
  }

  private static long number(String word) {
    return Long.parseLong(word);
  }

  private static Set<Trait> traits(String[] w) {
    return Arrays.stream(w).skip(3).map(Trait::valueOf).collect(Collectors.toSet());
  }

  @Override
  public void producerOpened(long producer, String destination, Set<Trait> traits) {
    write(followed(traits, "producer", producer, destination));
  }

  @Override
  public void deadLettersGo(String queue, String deadLetterQueue) {
    write("dead-letters", queue, deadLetterQueue);
  }

  @Override
  public void moving(String from, String to) {
    write("moving", from, to);
  }

  @Override
  public void purged(String queue) {
    write("purged", queue);
  }

  @Override
  public void sent(long producer, long sequence) {
    write("sent", producer, sequence);
  }

  @Override
  public void sentIn(long transaction, long producer, long sequence) {
    write("sent-in", transaction, producer, sequence);
  }

  @Override
  public void sendEnded(long producer, long sequence, Outcome outcome) {
    write("send", producer, sequence, outcome);
  }

  @Override
  public void transactionEnded(long transaction, Outcome outcome) {
    write("transaction", transaction, outcome);
  }

  @Override
  public void consumerOpened(String outlet, String consumer, int credit) {
    write("consumer", outlet, consumer, credit);
  }

  @Override
  public void consumerLeft(String outlet, String consumer) {
    write("left", outlet, consumer);
  }

  @Override
  public void delivered(Arrival arrival) {
    write(
        "delivered",
        arrival.outlet(),
        arrival.consumer(),
        arrival.producer(),
        arrival.sequence(),
        arrival.redelivered() ? FLAGGED : NOT_FLAGGED,
        arrival.deliveryCount(),
        arrival.epoch());
  }

  @Override
  public void damaged(String outlet, String consumer, String text) {
    String oneLine = text.lines().collect(Collectors.joining(" "));
    writeLine("damaged %s %s %s".formatted(checked(outlet), checked(consumer), oneLine));
  }

  @Override
  public void settled(
      String outlet, long producer, long sequence, Settlement settlement, Outcome outcome) {
    write("settled", outlet, producer, sequence, settlement, outcome);
  }

  @Override
  public void acknowledgedIn(long transaction, String outlet, long producer, long sequence) {
    write("acknowledged-in", transaction, outlet, producer, sequence);
  }

  @Override
  public void subscribed(String subscription, Set<String> topics) {
    write(followed(topics, "subscribed", subscription));
  }

  @Override
  public void unsubscribing(String subscription) {
    write("unsubscribing", subscription);
  }

  @Override
  public void failover(long epoch) {
    write("failover", epoch);
  }

  private static Object[] followed(Set<?> by, Object... words) {
    return Stream.concat(Stream.of(words), by.stream().map(Object::toString).sorted()).toArray();
  }

  private void write(Object... words) {
    StringJoiner line = new StringJoiner(" ");
    for (Object word : words) {
      line.add(checked(word.toString()));
    }
    writeLine(line.toString());
  }

  private static String checked(String word) {
    if (word.isEmpty() || word.chars().anyMatch(Character::isWhitespace)) {
      throw new IllegalArgumentException(
          "expected a name without white space, found '%s'".formatted(word));
    }
    return word;
  }

  private synchronized void writeLine(String line) {
    try {
      out.write(line);
      out.newLine();
    } catch (IOException e) {
      throw new UncheckedIOException("the history cannot be recorded", e);
    }
  }

  @Override
  public synchronized void close() throws IOException {
    out.close();
  }
}
