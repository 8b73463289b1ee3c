package io.quorate.client.internal;

import com.google.protobuf.ByteString;
import io.quorate.client.ClientOptions;
import io.quorate.client.Reason;
import io.quorate.client.RetryLaterException;
import io.quorate.client.admin.NodeAddress;
import io.quorate.proto.client.v1.Failed;
import io.quorate.proto.client.v1.Open;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way to the master: looks for it, holds one connection to it, notices when another has taken
 * its place, and tells the members. On the loop, but for {@link #firstOpened}.
 */
final class MasterLink implements MasterSearch.Listener, MasterConnection.Listener {
  /** What lives on the connection and outlives it. All calls on the loop. */
  interface Member {
    void up(MasterConnection connection);

    /** Every answer that was awaited has been told that it is lost. */
    void down(String why);

    default void writable() {}

    default void tick(long nowNanos) {}

    /** The client is closed, or has given up: nothing follows. */
    void closed(String why);
  }

  private static final Logger LOG = LoggerFactory.getLogger(MasterLink.class);
  private static final Duration TICK = Duration.ofMillis(20);
  private static final long OPENING_NANOS_MAX = Duration.ofSeconds(2).toNanos();

  /** A master that is silent for so long with answers due may not be master any more. */
  private static final long DOUBT_NANOS = Duration.ofMillis(300).toNanos();

  /** The same with nothing due. */
  private static final long IDLE_DOUBT_NANOS = Duration.ofSeconds(5).toNanos();

  /** Until a node says what it takes. */
  private static final int MESSAGE_BYTES_MAX = 15 << 20;

  private final ClientLoop loop;
  private final NodeChannels channels;
  private final ReconnectPolicy policy;
  private final Open open;
  private final MasterSearch search;
  private final CompletableFuture<Void> firstOpened = new CompletableFuture<>();
  private final Set<Member> members = new LinkedHashSet<>();
  private @Nullable MasterConnection connection;
  private String lastEnd = "";
  private long askedNanos = System.nanoTime();
  private @Nullable String closedWhy;

  // For other threads to read.
  private volatile int messageBytesMax = MESSAGE_BYTES_MAX;
  private volatile String state = "not connected yet";

  MasterLink(
      ClientLoop loop,
      NodeChannels channels,
      FailoverUrl url,
      ClientOptions options,
      ByteString connectionId) {
    this.loop = loop;
    this.channels = channels;
    this.policy = url.reconnect();
    this.open =
        Open.newBuilder()
            .setClientId(options.clientId())
            .setClientIdRule(rule(options.clientIdRule()))
            .setConnectionId(connectionId)
            .setGroup(options.group())
            .setClient("quorate-java")
            .build();
    this.search = new MasterSearch(url.nodes(), channels, policy, options.group(), this);
  }

  private static Open.ClientIdRule rule(ClientOptions.ClientIdRule rule) {
    return switch (rule) {
      case SHARED -> Open.ClientIdRule.SHARED;
      case EXCLUSIVE -> Open.ClientIdRule.EXCLUSIVE;
      case TAKEOVER -> Open.ClientIdRule.TAKEOVER;
    };
  }

  void start() {
    loop.execute(this::tick);
    loop.every(TICK, this::tick);
  }

  /**
   * Completes with the first connection, fails with the node's refusal. May be used by any thread.
   */
  CompletableFuture<Void> firstOpened() {
    return firstOpened;
  }

  void join(Member member) {
    if (closedWhy != null) {
      member.closed(closedWhy);
      return;
    }
    members.add(member);
    if (connection != null && connection.isOpen()) {
      member.up(connection);
    }
  }

  void leave(Member member) {
    members.remove(member);
  }

  boolean isClosed() {
    return closedWhy != null;
  }

  /** For people: why nothing moves. From any thread, as the next one. */
  String state() {
    return state;
  }

  int messageBytesMax() {
    return messageBytesMax;
  }

  private String whyNotUp() {
    return lastEnd.isEmpty() ? search.whyNoMaster() : search.whyNoMaster() + "; " + lastEnd;
  }

  void close(String why) {
    if (closedWhy != null) {
      return;
    }
    closedWhy = why;
    MasterConnection last = connection;
    if (last != null) {
      last.complete();
    }
    each(member -> member.closed(why));
    members.clear();
    firstOpened.completeExceptionally(new RetryLaterException(Reason.UNREACHABLE, why));
  }

  /** The node that was asked says that it is not master any more. */
  void suspect(Failed notMaster) {
    search.hint(notMaster.getMasterAddress());
    search.ask();
  }

  private void tick() {
    if (closedWhy != null) {
      return;
    }
    long now = System.nanoTime();
    MasterConnection current = connection;
    if (current == null) {
      search.search(now);
      state = whyNotUp();
      giveUpIfDue();
    } else if (!current.isOpen() && now - current.heardNanos() > OPENING_NANOS_MAX) {
      current.abandon("%s did not open the connection".formatted(current.node()));
    } else if (current.isOpen() && isInDoubt(current, now)) {
      askedNanos = now;
      search.ask();
    }
    each(member -> member.tick(now));
  }

  private boolean isInDoubt(MasterConnection current, long nowNanos) {
    long patience = current.awaitsAnswers() ? DOUBT_NANOS : IDLE_DOUBT_NANOS;
    return nowNanos - current.heardNanos() > patience && nowNanos - askedNanos > patience;
  }

  private void giveUpIfDue() {
    int attemptsMax = firstOpened.isDone() ? policy.attemptsMax() : policy.startupAttemptsMax();
    // One more than allowed, so that the last round's answers have been heard.
    if (attemptsMax >= 0 && search.rounds() > Math.max(1, attemptsMax) + 1) {
      close("gave up after %d attempts; %s".formatted(attemptsMax, whyNotUp()));
    }
  }

  @Override
  public void found(NodeAddress master, long epoch) {
    MasterConnection current = connection;
    if (closedWhy != null || (current != null && epoch <= current.epoch())) {
      return;
    }
    if (current != null) {
      current.abandon("%s became master in epoch %d".formatted(master, epoch));
    }
    MasterConnection next = new MasterConnection(master, epoch, System.nanoTime(), this);
    connection = next;
    next.open(channels.to(master), open);
  }

  @Override
  public void opened(MasterConnection opened) {
    state = "connected to %s, master in epoch %d".formatted(opened.node(), opened.epoch());
    LOG.info(state);
    if (opened.limits().getMessageBytesMax() > 0) {
      messageBytesMax = opened.limits().getMessageBytesMax();
    }
    lastEnd = "";
    firstOpened.complete(null);
    each(member -> member.up(opened));
  }

  @Override
  public void writable(MasterConnection writable) {
    if (writable == connection && writable.isOpen()) {
      each(Member::writable);
    }
  }

  @Override
  public void ended(MasterConnection ended, String why, @Nullable Failed refusal) {
    if (ended != connection) {
      return;
    }
    connection = null;
    lastEnd = why;
    if (refusal != null) {
      search.hint(refusal.getMasterAddress());
    }
    // What was never open failed in its turn of the search, whose pauses then go on growing.
    if (ended.wasOpen()) {
      LOG.info("{} the master: {}", closedWhy == null ? "looking for" : "left", why);
      search.restart();
      each(member -> member.down(why));
    } else if (refusal != null && !Failures.mayBeAskedAgain(refusal.getCode())) {
      firstOpened.completeExceptionally(Failures.of(refusal));
    }
  }

  private void each(Consumer<Member> action) {
    new ArrayList<>(members).forEach(action);
  }
}
